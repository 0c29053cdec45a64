/** The field `Date` of answers, which is made once a second (RFC 9110 section 6.6.1). */
let text = '';
let madeAtSecond = Number.NaN;

export function httpDate(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== madeAtSecond) {
    madeAtSecond = second;
    text = new Date(nowMs).toUTCString();
  }
  return text;
}
