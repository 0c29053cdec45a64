/** The files of the pages, as the build has made them. They are read once, and kept in memory. */
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { productFolder } from '../product.ts';

export interface StaticFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
  /** Whether another content would have another name. */
  readonly isHashed: boolean;
}

const FOLDER = new URL('dist/console/', productFolder);
const INDEX = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
};
const HASHED = /-[A-Za-z0-9]{8,}\.\w+$/;

const compress = promisify<Buffer, Buffer>(gzip);

/** By path, such as `/`. Empty if the pages were not built. */
export async function readStaticFiles(): Promise<ReadonlyMap<string, StaticFile>> {
  const names = await readdir(FOLDER).catch(() => []);
  const files = await Promise.all(
    names.map(async (name): Promise<readonly (readonly [string, StaticFile])[]> => {
      const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
      if (type === undefined) return [];
      const bytes = await readFile(new URL(name, FOLDER));
      const file = { type, bytes, gzipped: await compress(bytes), isHashed: HASHED.test(name) };
      return [[name === INDEX ? '/' : `/${name}`, file]];
    }),
  );
  return new Map(files.flat());
}
