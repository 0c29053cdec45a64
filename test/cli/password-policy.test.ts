/** `password-policy`, and the policy at the commands that set passwords. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2'] });
});
after(() => cli.close());

const at = ['--tenant', 'Cust1'];
const set = (...args: readonly string[]) => cli.run(['password-policy', 'set', ...args, ...at]);
const show = async (tenant = 'Cust1') => cli.json(['password-policy', 'show', '--tenant', tenant]);

const defaultPolicy = {
  isDefault: true,
  characters: 8,
  digits: 0,
  specialCharacters: 0,
  lowerCase: 0,
  upperCase: 0,
  message: '',
};

test('a tenant has the default policy until it gets one of its own', async () => {
  assert.deepEqual(await show(), defaultPolicy);
  const { exitCode, stdout, stderr } = await set('--characters', '15', '--digits', '1');
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^characters +15$/m);
  const changed = { ...defaultPolicy, isDefault: false, characters: 15, digits: 1 };
  assert.deepEqual(await show(), changed);
  const others = ['--special-characters', '1', '--lower-case', '2', '--upper-case', '3'];
  await set(...others, '--message', 'Ask IT');
  const more = { specialCharacters: 1, lowerCase: 2, upperCase: 3, message: 'Ask IT' };
  assert.deepEqual(await show(), { ...changed, ...more });
  assert.deepEqual(await show('Cust2'), defaultPolicy);
  await set('--default');
  assert.deepEqual(await show(), defaultPolicy);
  await set('--default', '--digits', '2');
  assert.deepEqual(await show(), { ...defaultPolicy, isDefault: false, digits: 2 });
  await set('--default');
});

test('a wrong or missing value changes nothing', async () => {
  const wrong: readonly [args: readonly string[], said: RegExp][] = [
    [[], /Say what to change/],
    [['--characters', '0'], /whole number from 1 to 128/],
    [['--digits', '33'], /whole number from 0 to 32/],
    [['--upper-case', 'many'], /whole number from 0 to 32/],
    [['--message', 'a\nb'], /message of a policy must not contain control characters/],
  ];
  for (const [args, said] of wrong) {
    const { exitCode, stderr } = await set(...args);
    assert.equal(exitCode, exitCodes.usage, stderr);
    assert.match(stderr, said);
  }
  assert.deepEqual(await show(), defaultPolicy);
});

test('passwords that commands set follow the policy', async () => {
  await cli.addUser('anna', ...at);
  const commands = [
    ['user', 'add', 'bo', '--password-stdin', ...at],
    ['user', 'set-password', 'anna', '--password-stdin', ...at],
  ];
  const tried = async (stdin: string, said: RegExp) => {
    for (const command of commands) {
      const { exitCode, stderr } = await cli.run(command, { stdin });
      assert.equal(exitCode, exitCodes.usage, stderr);
      assert.match(stderr, said);
      assert.ok(!stderr.includes(stdin));
    }
  };
  await tried('brief', /needs at least 8 characters\./);
  await set('--digits', '1', '--message', 'Use a digit, please.');
  await tried('long enough now', /Use a digit, please\./);
  for (const command of commands) {
    const { exitCode, stderr } = await cli.run(command, { stdin: 'long enough 1' });
    assert.equal(exitCode, 0, stderr);
  }
});
