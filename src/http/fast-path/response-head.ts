/** Prints the heads of responses in the form of `node:http`. */
import type { WireAnswer } from '../wire-answer.ts';

// An import of `node:http` would also load its WebSocket client.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** Status line and fields, in the form of `node:http`. */
export function printHead({ status, fields }: WireAnswer, connectionFields: string): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let index = 0; index < fields.length; index += 2) {
    head += `${fields[index]}: ${fields[index + 1]}\r\n`;
  }
  return `${head}${connectionFields}\r\n`;
}

/** The value of the field `Date`, renewed once a second (RFC 9110 section 6.6.1). */
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
