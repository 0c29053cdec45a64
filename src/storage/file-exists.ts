/** Whether a file is there, told apart from whether this user may look. */
import { statSync } from 'node:fs';
import { DomainError } from '../domain/errors.ts';

/** @throws DomainError `conflict` when it cannot be told, because this user may not look there. */
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
