import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redaction } from './redaction.ts';
import { SecretNumbers } from './secret-numbers.ts';

/** Quadratic work on these texts takes seconds. */
const LIMIT = { timeout: 60_000 };
const BODY_CHARACTERS = 65_536;
const TIME_MS_MAX = 700;

const redaction = () => new Redaction(new SecretNumbers(), false);

/** Time of the processor, which other processes do not change. */
function timeOf(work: () => void): number {
  const startedAt = process.cpuUsage();
  work();
  return process.cpuUsage(startedAt).user / 1000;
}

/** Hides a secret and shows a text, so many times. The last text repeats the first secret. */
function redactMany(count: number): readonly string[] {
  const pairs = Array.from({ length: count }, (_, index) => index);
  const message = redaction();
  return message.apply(() =>
    pairs.flatMap((index) => [
      message.hide(`secret-${index}`, 'unknown'),
      message.show(index === count - 1 ? 'has secret-0 in it' : `text number ${index}`),
    ]),
  );
}

describe('the redaction of a message', LIMIT, () => {
  it('hides a secret in texts that were shown before it was known', () => {
    const message = redaction();
    const told = message.apply(() => [
      message.show('/users/hidden-1/groups'),
      message.hide('hidden-1', 'password'),
    ]);
    assert.deepEqual(told, ['/users/{{password 1}}/groups', '{{password 1}}']);
  });

  it('seeks words in other texts from 16 letters on, and others from 6 characters on', () => {
    const repeats = (secret: string) => {
      const message = redaction();
      message.hide(secret, 'password');
      return message.apply(() => [message.show(`has ${secret} in it`)]);
    };
    assert.deepEqual(repeats('shortbutletters'), ['has shortbutletters in it']);
    assert.deepEqual(repeats('longerwithletters'), ['has {{password 1}} in it']);
    assert.deepEqual(repeats('ab-12'), ['has ab-12 in it']);
    assert.deepEqual(repeats('ab-123'), ['has {{password 1}} in it']);
  });

  it('shows short texts only, if there are too many secrets to search the others for them', () => {
    const few = redactMany(20);
    assert.deepEqual(few.slice(-2), ['{{unknown 20}}', 'has {{unknown 1}} in it']);
    const many = redactMany(2_000);
    assert.deepEqual(many.slice(0, 2), ['{{unknown 1}}', '{{not shown}}']);
    assert.deepEqual(many.slice(-2), ['{{unknown 2000}}', '{{not shown}}']);
  });

  it('takes little time, however many secrets a message has', () => {
    const timeMs = timeOf(() => redactMany(2_700));
    assert.ok(timeMs < TIME_MS_MAX, `${timeMs} ms`);
  });

  for (const start of ['eyJ', '7T:', '8A:', '8A:a.', 'Bearer ', '$argon2id$', '://a:', '%41']) {
    it(`takes little time for a text that repeats ${start}`, () => {
      const text = start.repeat(BODY_CHARACTERS / start.length);
      const message = redaction();
      const timeMs = timeOf(() => message.apply(() => message.show(text)));
      assert.ok(timeMs < TIME_MS_MAX, `${timeMs} ms`);
    });
  }
});
