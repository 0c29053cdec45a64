/** `app`, on real installations. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { hashApplicationToken } from '../../src/domain/applications/application.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2', 'Cust3'] });
});
after(() => cli.close());

const show = async (name: string, at = cli) => (await at.json(['app', 'show', name])) as Row;
const list = async () => (await cli.json(['app', 'list'])) as readonly Row[];

/** The name of the application that the token belongs to. */
const whose = (applicationToken: string) =>
  cli.atTenants(async ({ stores: { applications } }) => {
    const found = await applications.findByTokenHash(hashApplicationToken(applicationToken));
    return found?.name ?? null;
  });

test('an installation without applications says how to add one', async () => {
  const { exitCode, stdout, stderr } = await cli.run(['app', 'list']);
  assert.deepEqual([exitCode, stdout], [0, '']);
  assert.match(stderr, /no applications\. Add one with "ticketoffice app add NAME"/);
});

describe('app add', () => {
  test('makes a token, and says that it is shown only once', async () => {
    const record = await cli.issueToken(['app', 'add', 'Fjord Reports']);
    assert.match(String(record['clientId']), /^[0-9a-f]{32}$/);
    assert.equal(record['name'], 'Fjord Reports');
    assert.deepEqual([record['agents'], record['tenants']], [[], 'all']);
    assert.match(String(record['applicationToken']), /^[\w-]{43}$/);
    assert.equal(await whose(String(record['applicationToken'])), 'Fjord Reports');
  });

  test('prints the token on a line of its own, without --json', async () => {
    // The token is not registered as a secret, because this command prints it.
    const shown = await cli.runElsewhere(['app', 'add', 'Plain', '--data', cli.data]);
    assert.equal(shown.exitCode, 0, shown.stderr);
    assert.match(shown.stdout, /^tenants +all$/m);
    assert.match(shown.stdout, /^agents +-$/m);
    const [, token = ''] = /^applicationToken +(\S+)$/m.exec(shown.stdout) ?? [];
    assert.equal(await whose(token), 'Plain');
    assert.equal(shown.stderr, 'Keep the application token: it cannot be shown again.\n');
  });

  test('accepts agents and tenants in any case, and stores their declared spelling', async () => {
    const rights = ['--agents', ' uSER,User', '--tenants', 'CUST2, cust1,Cust2'];
    const record = await cli.issueToken(['app', 'add', 'Chosen', ...rights, '--client-id', 'id-1']);
    assert.deepEqual([record['agents'], record['tenants']], [['User'], ['Cust1', 'Cust2']]);
    assert.equal(record['clientId'], 'id-1');
    const { agents, tenants } = await show('id-1');
    assert.deepEqual([agents, tenants], [['User'], ['Cust1', 'Cust2']]);
    const everywhere = await cli.issueToken(['app', 'add', 'Everywhere', '--tenants', 'ALL']);
    assert.equal(everywhere['tenants'], 'all');
  });

  test('takes a token from standard input, and does not print it', async () => {
    const token = 'the-one-that-is-hard-wired';
    cli.keepSecret(token, hashApplicationToken(token));
    const args = ['app', 'add', 'Wired', '--token-stdin'];
    const { exitCode, stdout, stderr } = await cli.run(args, { stdin: `${token}\n` });
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.doesNotMatch(stdout, /applicationToken/);
    assert.equal(await whose(token), 'Wired');

    const taken = await cli.run(['app', 'add', 'Other', '--token-stdin'], { stdin: token });
    assert.equal(taken.exitCode, exitCodes.conflict);
    assert.match(taken.stderr, /has this application token already/);
  });

  const refused: readonly [what: string, args: readonly string[], code: number, said: RegExp][] = [
    ['a name taken', ['fjord REPORTS'], exitCodes.conflict, /named fjord REPORTS already\. Choose/],
    [
      'a client id taken',
      ['new', '--client-id', 'id-1'],
      exitCodes.conflict,
      /Chosen has this client id\. Choose/,
    ],
    ['an empty client id', ['new', '--client-id', ''], exitCodes.usage, /1 to 100 visible ASCII/],
    ['an empty name', [''], exitCodes.usage, /must not be empty/],
    ['a name of 101 characters', ['n'.repeat(101)], exitCodes.usage, /may have 100 at most/],
    ['an unknown agent', ['new', '--agents', 'User,Boss'], exitCodes.usage, /agents are: User\./],
    [
      'an agent that is free',
      ['new', '--agents', 'soprincipal'],
      exitCodes.usage,
      /not restricted/,
    ],
    ['no agent', ['new', '--agents', ''], exitCodes.usage, /restricted agents are: User\./],
    ['an unknown tenant', ['new', '--tenants', 'Ghost'], exitCodes.notFound, /no tenant "Ghost"/],
    ['no tenant', ['new', '--tenants', ''], exitCodes.usage, /Expected "all", or context/],
    ['all and one', ['new', '--tenants', 'Cust1,all'], exitCodes.usage, /Expected "all", or/],
    ['a short token', ['new', '--token-stdin'], exitCodes.usage, /16 to 200 visible ASCII/],
  ];
  for (const [what, args, code, said] of refused) {
    test(`refuses ${what}, and adds nothing`, async () => {
      const before = await list();
      const { exitCode, stdout, stderr } = await cli.run(['app', 'add', ...args], { stdin: 'x' });
      assert.deepEqual([exitCode, stdout], [code, ''], stderr);
      assert.match(stderr, said);
      assert.deepEqual(await list(), before);
    });
  }

  test('does not repeat a secret in the wrong place', async () => {
    cli.keepSecret('SecretAgentToken');
    const wrong = ['--agents', '--tenants', '--client-id'].map((option) => [
      option,
      option === '--client-id' ? 'SecretAgentToken x' : 'SecretAgentToken;',
    ]);
    for (const args of wrong) {
      assert.equal((await cli.run(['app', 'add', 'new', ...args])).exitCode, exitCodes.usage);
    }
    const { exitCode } = await cli.run(['app', 'add', 'new', '--token-stdin'], {
      stdin: 'SecretAgentToken and more',
    });
    assert.equal(exitCode, exitCodes.usage);
  });
});

describe('app list and show', () => {
  test('list all applications', async () => {
    const { stdout } = await cli.run(['app', 'list']);
    assert.match(stdout, /^clientId +name +agents +tenants +created +disabled\n/);
    assert.match(stdout, /^id-1 +Chosen +User +Cust1, Cust2 +\d{4}-\S+ +-$/m);
    assert.match(stdout, /^[0-9a-f]{32} +Fjord Reports +- +all +\d{4}-\S+ +-$/m);
  });

  test('find one by name, whatever its case, or by client id', async () => {
    assert.equal((await show('CHOSEN'))['clientId'], 'id-1');
    assert.equal((await show('id-1'))['name'], 'Chosen');
    assert.equal((await cli.run(['app', 'show', 'ID-1'])).exitCode, exitCodes.notFound);
    const { tokensMade } = await show('Chosen');
    assert.ok(Array.isArray(tokensMade));
    assert.match(String(tokensMade), /^\d{4}-\S+Z$/);
  });
});

describe('an unknown application', () => {
  for (const args of [
    ['show', 'Ghost'],
    ['grant', 'Ghost', '--agents', 'User'],
    ['revoke', 'Ghost', '--agents', 'User'],
    ['roll-secret', 'Ghost'],
    ['disable', 'Ghost'],
    ['enable', 'Ghost'],
    ['remove', 'Ghost'],
  ]) {
    test(`app ${args[0]} reports it`, async () => {
      const { exitCode, stdout, stderr } = await cli.run(['app', ...args]);
      assert.deepEqual([exitCode, stdout], [exitCodes.notFound, '']);
      assert.match(stderr, /no application named Ghost\. .*"ticketoffice app list"/);
    });
  }

  test('is not repeated when it may be an application token', async () => {
    const token = 'abcdefghijklmnop';
    cli.keepSecret(token);
    const { stderr } = await cli.run(['app', 'show', token]);
    assert.match(stderr, /There is no such application/);
  });
});

describe('app roll-secret', () => {
  const tokensOf = async (name: string) => ((await show(name))['tokensMade'] as unknown[]).length;

  test('keeps the previous token valid until the next roll', async () => {
    const tokens: string[] = [];
    tokens.push(String((await cli.issueToken(['app', 'add', 'Roller']))['applicationToken']));
    const second = await cli.issueToken(['app', 'roll-secret', 'roller']);
    assert.deepEqual(Object.keys(second), ['clientId', 'name', 'tokensValid', 'applicationToken']);
    assert.equal(second['tokensValid'], 2);
    tokens.push(String(second['applicationToken']));
    const valid = async () => Promise.all(tokens.map(whose));
    assert.deepEqual(await valid(), ['Roller', 'Roller']);
    tokens.push(
      String((await cli.issueToken(['app', 'roll-secret', 'Roller']))['applicationToken']),
    );
    assert.deepEqual(await valid(), [null, 'Roller', 'Roller']);
    assert.equal(await tokensOf('Roller'), 2);

    const ended = (await cli.json(['app', 'roll-secret', 'Roller', '--end-old'])) as Row;
    assert.equal(ended['tokensEnded'], 1);
    assert.deepEqual(await valid(), [null, null, 'Roller']);
    const again = await cli.run(['app', 'roll-secret', 'Roller', '--end-old']);
    assert.equal(again.exitCode, 0);
    assert.match(again.stderr, /Roller had one token only\. Nothing was changed/);
    assert.deepEqual(await valid(), [null, null, 'Roller']);
  });

  test('takes a given token, and says that the previous one still works', async () => {
    const token = 'another-hard-wired-one';
    cli.keepSecret(token, hashApplicationToken(token));
    const args = ['app', 'roll-secret', 'Wired', '--token-stdin'];
    const { exitCode, stdout, stderr } = await cli.run(args, { stdin: token });
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^tokensValid +2$/m);
    assert.match(stderr, /^The token from before works until .*roll-secret NAME --end-old"/);
    assert.equal(await whose(token), 'Wired');
    const short = await cli.run(args, { stdin: 'short' });
    assert.equal(short.exitCode, exitCodes.usage);
    const none = await cli.run(args);
    assert.equal(none.exitCode, exitCodes.usage);
    assert.match(none.stderr, /Standard input is empty/);
    assert.equal(await tokensOf('Wired'), 2);
  });

  test('cannot make a token and end old ones at the same time', async () => {
    const args = ['app', 'roll-secret', 'Wired', '--end-old', '--token-stdin'];
    const { exitCode, stderr } = await cli.run(args, { stdin: 'x' });
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /'--end-old' cannot be used with option '--token-stdin'/);
    assert.equal(await tokensOf('Wired'), 2);
  });
});

describe('app disable, enable and remove', () => {
  test('end its access tokens, and restore them', async () => {
    await cli.addUser('anna', '--tenant', 'Cust1');
    await cli.issueToken(['app', 'add', 'Switched']);
    const { accessToken } = await cli.logIn('anna', { tenant: 'Cust1', application: 'Switched' });
    const disabled = await cli.run(['app', 'disable', 'SWITCHED']);
    assert.equal(disabled.exitCode, 0, disabled.stderr);
    assert.match(disabled.stdout, /^disabled +\d{4}-/m);
    assert.match(disabled.stderr, /^Switched is disabled/);
    assert.equal(await cli.tryTrade(accessToken), null);
    const before = await show('Switched');
    const again = await cli.run(['app', 'disable', 'Switched']);
    assert.match(again.stderr, /was disabled already\. Nothing was changed/);
    assert.deepEqual(await show('Switched'), before);

    const enabled = (await cli.json(['app', 'enable', 'Switched'])) as Row;
    assert.equal(enabled['disabled'], null);
    assert.notEqual(await cli.tryTrade(accessToken), null);
    const twice = await cli.run(['app', 'enable', 'Switched']);
    assert.match(twice.stderr, /was enabled already\. Nothing was changed/);
    await cli.run(['app', 'disable', 'Switched']);
    assert.match((await cli.run(['app', 'enable', 'Switched'])).stderr, /^Switched is enabled/);

    const { clientId } = await show('Switched');
    const removed = await cli.json(['app', 'remove', 'switched', '--yes']);
    assert.deepEqual(removed, { clientId, name: 'Switched', tokensEnded: 1 });
    assert.equal(await cli.tryTrade(accessToken), null);
    assert.equal((await cli.run(['app', 'show', 'Switched'])).exitCode, exitCodes.notFound);
  });
});

describe('on-site', () => {
  let onsite: CommandLine;
  before(async () => {
    onsite = await createCommandLine();
  });
  after(() => onsite.close());

  test('applications have agents and no tenants', async () => {
    const record = await onsite.issueToken(['app', 'add', 'Noted', '--agents', 'user']);
    assert.deepEqual(record['agents'], ['User']);
    assert.ok(!('tenants' in record));
    assert.ok(!('tenants' in (await show('noted', onsite))));
    assert.match((await onsite.run(['app', 'list'])).stdout, /^clientId +name +agents +created/);
    const revoked = (await onsite.json(['app', 'revoke', 'Noted', '--agents', 'User'])) as Row;
    assert.deepEqual(revoked['agents'], []);
    await onsite.issueToken(['app', 'roll-secret', 'Noted']);
    for (const [command, ...flags] of [['disable'], ['enable'], ['remove', '--yes']] as const) {
      const { exitCode } = await onsite.run(['app', command, 'Noted', ...flags]);
      assert.equal(exitCode, 0, command);
    }
  });

  test('--tenants is refused', async () => {
    await onsite.issueToken(['app', 'add', 'Local']);
    for (const args of [
      ['add', 'new', '--tenants', 'all'],
      ['grant', 'Local', '--tenants', 'Cust1'],
      ['revoke', 'Local', '--tenants', 'all'],
    ]) {
      const { exitCode, stderr } = await onsite.run(['app', ...args]);
      assert.equal(exitCode, exitCodes.usage, args.join(' '));
      assert.match(stderr, /on-site and has no tenants\. Leave out --tenants\./);
    }
  });
});
