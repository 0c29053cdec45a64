/** `tenant`, and `--tenant`, on real installations. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createTicket } from '../../src/domain/sessions/ticket.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, string | null>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online' });
});
after(() => cli.close());

const list = async () => (await cli.json(['tenant', 'list'])) as readonly Row[];
const identifiers = async () => (await list()).map((row) => row['contextIdentifier']);

test('an installation without tenants says how to add one', async () => {
  const { exitCode, stdout, stderr } = await cli.run(['tenant', 'list']);
  assert.deepEqual([exitCode, stdout], [0, '']);
  assert.match(stderr, /no tenants\. Add one with "ticketoffice tenant add TENANT"/);
});

describe('tenant add', () => {
  test('adds a tenant with roles and groups for its users', async () => {
    const company = ['--company', 'Fjord Shipping AS'];
    const { exitCode, stdout, stderr } = await cli.run(['tenant', 'add', 'Cust12345', ...company]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^contextIdentifier +Cust12345$/m);
    assert.match(stdout, /^company +Fjord Shipping AS$/m);
    assert.match(stdout, /^suspended +-$/m);
    const next = `Next: ticketoffice user add NAME --tenant Cust12345 --data ${cli.data}\n`;
    assert.equal(stderr, next);
    await cli.addUser('anna', '--tenant', 'cust12345');
    const shown = (await cli.json(['user', 'show', 'anna', '--tenant', 'Cust12345'])) as Row;
    assert.deepEqual([shown['role'], shown['group']], ['User level 3', 'Administration']);
  });

  test('prints JSON with --json', async () => {
    const added = (await cli.json(['tenant', 'add', 'json-1'])) as Row;
    assert.deepEqual(Object.keys(added), ['contextIdentifier', 'company', 'created', 'suspended']);
    assert.equal(added['contextIdentifier'], 'json-1');
    assert.equal(added['company'], '');
    assert.equal(added['suspended'], null);
  });

  const refused: readonly [what: string, args: readonly string[], code: number, said: RegExp][] = [
    [
      'one that is there',
      ['CUST12345'],
      exitCodes.conflict,
      /"CUST12345" already\. Choose another/,
    ],
    ['an empty one', [''], exitCodes.usage, /1 to 32 letters, digits, hyphens/],
    ['one with a dot', ['a.b'], exitCodes.usage, /1 to 32 letters, digits, hyphens/],
    ['one that addresses use', ['Remote'], exitCodes.usage, /"Remote" cannot be/],
    ['one that stands for all', ['All'], exitCodes.usage, /"All" cannot be .* for all tenants/],
    [
      'a long company',
      ['new', '--company', 'n'.repeat(201)],
      exitCodes.usage,
      /may have 200 at most/,
    ],
    ['a company with a bell', ['new', '--company', 'a\u0007'], exitCodes.usage, /control char/],
  ];
  for (const [what, args, code, said] of refused) {
    test(`refuses ${what}, and adds nothing`, async () => {
      const before = await identifiers();
      const { exitCode, stdout, stderr } = await cli.run(['tenant', 'add', ...args]);
      assert.deepEqual([exitCode, stdout], [code, ''], stderr);
      assert.match(stderr, said);
      assert.deepEqual(await identifiers(), before);
    });
  }
});

test('tenant list lists all tenants', async () => {
  const { stdout, stderr } = await cli.run(['tenant', 'list']);
  assert.match(stdout, /^contextIdentifier +company +created +suspended\n/);
  assert.match(stdout, /^Cust12345 +Fjord Shipping AS +\d{4}-\S+Z +-$/m);
  assert.equal(stderr, '');
});

describe('tenant suspend and resume', () => {
  test('change the state, and say when nothing has changed', async () => {
    const suspended = await cli.run(['tenant', 'suspend', 'cust12345']);
    assert.equal(suspended.exitCode, 0, suspended.stderr);
    assert.match(suspended.stdout, /^suspended +\d{4}-/m);
    assert.equal(suspended.stderr, 'Cust12345 is suspended: calls there are refused.\n');
    const before = await list();
    const again = await cli.run(['tenant', 'suspend', 'Cust12345']);
    assert.equal(again.exitCode, 0);
    assert.match(again.stderr, /^Cust12345 was suspended already\. Nothing was changed/);
    assert.deepEqual(await list(), before);

    const resumed = (await cli.json(['tenant', 'resume', 'Cust12345'])) as Row;
    assert.equal(resumed['suspended'], null);
    assert.equal((await list())[0]?.['suspended'], null);
    const twice = await cli.run(['tenant', 'resume', 'Cust12345']);
    assert.equal(twice.exitCode, 0);
    assert.match(twice.stderr, /^Cust12345 was not suspended\. Nothing was changed/);
    assert.match((await cli.run(['tenant', 'suspend', 'json-1'])).stderr, /is suspended/);
    assert.match((await cli.run(['tenant', 'resume', 'json-1'])).stderr, /json-1 is served again/);
  });
});

describe('tenant remove', () => {
  test('needs a suspended tenant', async () => {
    const { exitCode, stdout, stderr } = await cli.run(['tenant', 'remove', 'cust12345']);
    assert.deepEqual([exitCode, stdout], [exitCodes.conflict, '']);
    assert.match(stderr, /Suspend it first: "ticketoffice tenant suspend Cust12345"/);
    assert.ok((await identifiers()).includes('Cust12345'));
  });

  test('removes the tenant and nothing else', async () => {
    await cli.run(['tenant', 'add', 'Doomed']);
    for (const name of ['olga', 'petra']) await cli.addUser(name, '--tenant', 'Doomed');
    await cli.logIn('olga', { tenant: 'Doomed' });
    await cli.run(['tenant', 'suspend', 'Doomed']);
    const removed = await cli.json(['tenant', 'remove', 'DOOMED', '--yes']);
    assert.deepEqual(removed, { contextIdentifier: 'Doomed', usersRemoved: 2, ticketsEnded: 1 });
    assert.ok(!(await identifiers()).includes('Doomed'));
    await cli.run(['tenant', 'add', 'Doomed']);
    assert.deepEqual(await cli.json(['user', 'list', '--tenant', 'Doomed']), []);
    assert.ok(await cli.passwordOpens('anna', 'password of anna', { tenant: 'Cust12345' }));
  });
});

describe('an unknown tenant', () => {
  for (const command of ['suspend', 'resume', 'remove']) {
    test(`tenant ${command} reports it`, async () => {
      const { exitCode, stdout, stderr } = await cli.run(['tenant', command, 'Ghost']);
      assert.deepEqual([exitCode, stdout], [exitCodes.notFound, '']);
      assert.match(stderr, /no tenant "Ghost"\. .*"ticketoffice tenant list"/);
    });
  }

  test('is not repeated when it is not a context identifier', async () => {
    const secret = createTicket('', Date.now()).text;
    cli.keepSecret(secret);
    for (const command of ['add', 'suspend', 'remove']) {
      const { exitCode } = await cli.run(['tenant', command, secret]);
      assert.equal(exitCode, command === 'add' ? exitCodes.usage : exitCodes.notFound);
    }
  });
});

describe('--tenant', () => {
  test('distinguishes users of the same name', async () => {
    await cli.addUser('twin', '--tenant', 'Cust12345');
    await cli.addUser('twin', '--tenant', 'json-1');
    await cli.run(['user', 'disable', 'twin', '--tenant', 'json-1']);
    const open = (tenant: string) => cli.passwordOpens('twin', 'password of twin', { tenant });
    assert.deepEqual([await open('Cust12345'), await open('json-1')], [true, false]);
    const { stderr } = await cli.run(['user', 'show', 'anna', '--tenant', 'json-1']);
    assert.match(stderr, /no user named anna\. .*"ticketoffice user list --tenant json-1"/);
  });

  test('is part of the commands that messages suggest', async () => {
    await cli.run(['tenant', 'add', 'Empty']);
    const listed = await cli.run(['user', 'list', '--tenant', 'empty']);
    assert.match(listed.stderr, /"ticketoffice user add NAME --tenant Empty"/);
    await cli.run(['user', 'disable', 'anna', '--tenant', 'Cust12345']);
    const command = ['user', 'set-password', 'anna', '--password-stdin', '--tenant', 'Cust12345'];
    cli.keepSecret('another one');
    const { stderr } = await cli.run(command, { stdin: 'another one' });
    assert.match(stderr, /"ticketoffice user enable NAME --tenant Cust12345"/);
  });

  test('is required', async () => {
    for (const args of [
      ['user', 'list'],
      ['ticket', 'list'],
      ['cs-session', 'list'],
      ['ticket', 'revoke', '--user', 'anna'],
    ]) {
      const { exitCode, stderr } = await cli.run(args);
      assert.equal(exitCode, exitCodes.usage, args.join(' '));
      assert.match(stderr, /many tenants\. Say which with --tenant\. .*tenant list"/);
    }
    const ghost = await cli.run(['user', 'list', '--tenant', 'Ghost']);
    assert.equal(ghost.exitCode, exitCodes.notFound);
    assert.match(ghost.stderr, /no tenant "Ghost"/);
  });
});

describe('on-site', () => {
  let onsite: CommandLine;
  before(async () => {
    onsite = await createCommandLine();
  });
  after(() => onsite.close());

  test('tenant commands are refused', async () => {
    const all = [
      ['add', 'Cust12345'],
      ['list'],
      ['suspend', 'Cust12345'],
      ['resume', 'Cust12345'],
      ['remove', 'Cust12345'],
    ];
    for (const args of all) {
      const { exitCode, stdout, stderr } = await onsite.run(['tenant', ...args]);
      assert.deepEqual([exitCode, stdout], [exitCodes.conflict, ''], args.join(' '));
      assert.match(stderr, /is on-site: it is for one company and has no tenants/);
    }
  });

  test('--tenant is refused', async () => {
    const { exitCode, stderr } = await onsite.run(['user', 'list', '--tenant', 'Cust12345']);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /on-site and has no tenants\. Leave out --tenant/);
  });
});
