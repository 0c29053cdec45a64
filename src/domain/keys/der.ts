/**
 * Writes DER, as far as a certificate needs it.
 *
 * @see https://www.itu.int/rec/T-REC-X.690
 */

const TAGS = { integer: 0x02, bits: 0x03, octets: 0x04, utf8: 0x0c } as const;
const SEQUENCE = 0x30;
const SET = 0x31;
const OBJECT_ID = 0x06;
const TRUE = Buffer.from([0x01, 0x01, 0xff]);
const NULL = Buffer.from([0x05, 0x00]);
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;
/** RFC 5280 section 4.1.2.5: later years have four digits. */
const UTC_TIME_UNTIL_YEAR = 2050;

export const der = {
  true: TRUE,
  null: NULL,
  sequence: (...items: readonly Uint8Array[]) => tagged(SEQUENCE, Buffer.concat(items)),
  set: (...items: readonly Uint8Array[]) => tagged(SET, Buffer.concat(items)),
  /** @param bytes of a positive number, the highest first. */
  integer: (bytes: Uint8Array) => tagged(TAGS.integer, positive(bytes)),
  /** @param unused how many bits at the end do not count. */
  bits: (bytes: Uint8Array, unused = 0) =>
    tagged(TAGS.bits, Buffer.concat([Buffer.from([unused]), bytes])),
  octets: (bytes: Uint8Array) => tagged(TAGS.octets, bytes),
  text: (text: string) => tagged(TAGS.utf8, Buffer.from(text)),
  /** Whole seconds. */
  time: (ms: number) => {
    const digits = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, '');
    return new Date(ms).getUTCFullYear() < UTC_TIME_UNTIL_YEAR
      ? tagged(UTC_TIME, Buffer.from(digits.slice(2)))
      : tagged(GENERALIZED_TIME, Buffer.from(digits));
  },
  /** @param dotted such as `2.5.4.3`. */
  objectId: (dotted: string) => {
    const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
    return tagged(OBJECT_ID, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
  },
  /** A value whose tag its context defines. */
  explicit: (number: number, content: Uint8Array) => tagged(0xa0 + number, content),
};

function tagged(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(4, '0'), 'hex');
  const short = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  return Buffer.concat([Buffer.from([0x80 + short.length]), short]);
}

/** A leading bit that is set would make the number negative. */
function positive(bytes: Uint8Array): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = Buffer.from(from === -1 ? [0] : bytes.subarray(from));
  return (digits[0] ?? 0) < 0x80 ? digits : Buffer.concat([Buffer.alloc(1), digits]);
}

function base128(part: number): number[] {
  const digits = [part & 0x7f];
  for (let rest = part >> 7; rest > 0; rest >>= 7) digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}
