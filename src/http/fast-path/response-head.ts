/** Heads of responses, as `node:http` writes them. */
import type { WireAnswer } from '../wire-answer.ts';

// An import of `node:http` would load its client for WebSocket too.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** Status line and fields, as `node:http` writes them. */
export function printHead({ status, fields }: WireAnswer, connectionFields: string): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let index = 0; index < fields.length; index += 2) {
    head += `${fields[index]}: ${fields[index + 1]}\r\n`;
  }
  return `${head}${connectionFields}\r\n`;
}

/** The field `Date`, which is made once a second (RFC 9110 section 6.6.1). */
let date = '';
let madeAtSecond = Number.NaN;

export function httpDate(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== madeAtSecond) {
    madeAtSecond = second;
    date = new Date(nowMs).toUTCString();
  }
  return date;
}
