/** Lets Node.js remove the types of TypeScript files, for jest. */
const { stripTypeScriptTypes } = require('node:module');

exports.process = (source) => ({ code: stripTypeScriptTypes(source) });
