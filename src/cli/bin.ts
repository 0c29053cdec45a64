#!/usr/bin/env node
/**
 * The entry point of the installed command. It must also parse on a Node that is too old for the
 * rest.
 */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 7)) {
  (await import('./compile-cache.ts')).keepCompiledCode();
  await import('./main.ts');
} else {
  process.stderr.write(
    `error: ticketoffice needs Node.js 24.7 or later; this is ${process.versions.node}. ` +
      'The npm package "node" brings one: npm install node\n',
  );
  process.exitCode = 1;
}
