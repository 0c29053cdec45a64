/** Given to Node by `--import`, it tells at the end what was loaded: a line of JSON. */
import { registerHooks } from 'node:module';

const urls: string[] = [];

registerHooks({
  load: (url, context, next) => {
    urls.push(url);
    return next(url, context);
  },
});

process.on('exit', () => {
  // With what Node loads of itself; it is in no documentation.
  console.log(JSON.stringify({ loaded: urls.concat(Reflect.get(process, 'moduleLoadList')) }));
});
