/**
 * Loaded by `node --import`. It prints the URLs of all loaded modules at exit, as a line of JSON.
 */
import { registerHooks } from 'node:module';

const urls: string[] = [];

registerHooks({
  load: (url, context, next) => {
    urls.push(url);
    return next(url, context);
  },
});

process.on('exit', () => {
  // Includes Node's own modules. This property is undocumented.
  console.log(JSON.stringify({ loaded: urls.concat(Reflect.get(process, 'moduleLoadList')) }));
});
