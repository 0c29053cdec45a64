/** Tells a missing file from one that this user may not access. */
import { statSync } from 'node:fs';
import { DomainError } from '../domain/errors.ts';

/** @throws DomainError `conflict` when this user may not look in the directory. */
export function fileExists(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    const message = `${file} cannot be read (${code}). Is this the user whom it belongs to?`;
    throw new DomainError('conflict', message, { cause });
  }
}
