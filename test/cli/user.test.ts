/** `user`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
});
after(() => cli.close());

const countUsers = async () => ((await cli.json(['user', 'list'])) as unknown[]).length;

describe('user add', () => {
  test('asks no password for a resource, which never logs in', async () => {
    const { exitCode, stderr } = await cli.run(['user', 'add', 'Room 1', '--type', 'resource']);
    assert.equal(exitCode, 0, stderr);
    const { stdout } = await cli.run(['user', 'list']);
    assert.match(stdout, /Room 1 .*resource/);
  });

  test('adds a user who can log in by name and by e-mail', async () => {
    cli.keepSecret('correct horse 1');
    const { exitCode, stdout, stderr } = await cli.run(
      ['user', 'add', 'Kari', '--email', 'kari@example.com', '--password-stdin'],
      { stdin: 'correct horse 1\n' },
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^name +Kari$/m);
    assert.match(stdout, /^role +User level 3$/m);
    assert.match(stdout, /^group +Administration$/m);
    assert.match(stdout, /^csUser +-$/m);
    assert.ok(await cli.passwordOpens('kari', 'correct horse 1'));
    assert.ok(await cli.passwordOpens('KARI@example.com', 'correct horse 1'));
    assert.ok(!(await cli.passwordOpens('kari', 'correct horse 1\n')));
  });

  test('stores the given fields, and defaults for the rest', async () => {
    await cli.addUser(
      'ola',
      '--full-name',
      'Ola Nordmann',
      '--cs-user',
      '17',
      '--role',
      'user LEVEL 1',
    );
    await cli.addUser('per');
    const [ola, per] = await cli.atTenant(({ stores: { associates } }) =>
      Promise.all([associates.findByName('ola'), associates.findByName('per')]),
    );
    assert.deepEqual(ola?.csUser, { id: 17, accessLevel: 0, status: 'normal' });
    assert.equal(ola?.fullName, 'Ola Nordmann');
    assert.equal(ola?.email, null);
    assert.equal(ola?.type, 'internal');
    assert.equal(per?.csUser, null);
    assert.equal(per?.fullName, 'per');
    assert.notEqual(per?.personId, ola?.personId);
    assert.equal(per?.contactId, ola?.contactId, 'both belong to the own company');
  });

  test('prints JSON with --json', async () => {
    const args = ['user', 'add', 'json', '--email', 'json@example.com', '--password-stdin'];
    cli.keepSecret('correct horse 2');
    const record = (await cli.json(args, { stdin: 'correct horse 2' })) as Record<string, unknown>;
    assert.equal(record['name'], 'json');
    assert.equal(record['email'], 'json@example.com');
    assert.equal(record['disabled'], null);
    assert.deepEqual(record['licences'], []);
  });

  test('asks twice at a terminal, and echoes neither answer', async () => {
    cli.keepSecret('typed secret');
    const answers = { 'Password:': 'typed secret', 'Again:': 'typed secret' };
    const { exitCode, stdout, stderr } = await cli.run(['user', 'add', 'typed'], { answers });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /Password:/);
    assert.doesNotMatch(stdout, /Password:/, 'questions are not results');
    assert.ok(await cli.passwordOpens('typed', 'typed secret'));
  });

  test('adds no user when the two passwords differ', async () => {
    const answers = { 'Password:': 'typed secret', 'Again:': 'typed secrets' };
    const { exitCode, stderr } = await cli.run(['user', 'add', 'nobody'], { answers });
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /two passwords differ/);
    assert.equal((await cli.run(['user', 'show', 'nobody'])).exitCode, exitCodes.notFound);
  });

  test('adds no user when the prompt is interrupted', async () => {
    const answers = { 'Password:': '\u0003' };
    const { exitCode, stderr } = await cli.run(['user', 'add', 'nobody'], { answers });
    assert.equal(exitCode, exitCodes.failure);
    assert.match(stderr, /Interrupted\. Nothing was changed\./);
    assert.equal((await cli.run(['user', 'show', 'nobody'])).exitCode, exitCodes.notFound);
  });

  test('reports when two users have the same e-mail address', async () => {
    await cli.addUser('first', '--email', 'shared@example.com');
    cli.keepSecret('correct horse 3');
    const { exitCode, stderr } = await cli.run(
      ['user', 'add', 'second', '--email', 'Shared@example.com', '--password-stdin'],
      { stdin: 'correct horse 3' },
    );
    assert.equal(exitCode, 0);
    assert.match(stderr, /Others have this e-mail address too/);
    assert.ok(!(await cli.passwordOpens('shared@example.com', 'correct horse 3')));
    assert.ok(await cli.passwordOpens('second', 'correct horse 3'));
  });

  const refused: readonly [what: string, args: readonly string[], code: number, said: RegExp][] = [
    ['a name taken', ['KARI'], exitCodes.conflict, /a user named KARI already/],
    ['an empty name', [''], exitCodes.usage, /must not be empty/],
    ['a name like a ticket', ['7T:x'], exitCodes.usage, /begin like a ticket/],
    ['a name like a token', ['8a:x'], exitCodes.usage, /begin like a ticket or an access token/],
    ['a name with a line feed', ['a\nb'], exitCodes.usage, /no control characters/],
    ['a name with an escape', ['a\u009b1mb'], exitCodes.usage, /no control characters/],
    ['a name between spaces', [' a '], exitCodes.usage, /no spaces at its ends/],
    ['a name of 240 characters', ['n'.repeat(240)], exitCodes.usage, /may have 239 at most/],
    ['an unknown role', ['new', '--role', 'Boss'], exitCodes.notFound, /no role "Boss".*role list/],
    ['a CS user -1', ['new', '--cs-user', '-1'], exitCodes.usage, /whole number from 0/],
    ['a CS user that is no number', ['new', '--cs-user', '1e3'], exitCodes.usage, /whole number/],
    ['a CS user too large', ['new', '--cs-user', '2147483648'], exitCodes.usage, /2147483647/],
    ['an empty full name', ['new', '--full-name', ' '], exitCodes.usage, /must not be empty/],
    [
      'a full name with a tab',
      ['new', '--full-name', 'a\tb'],
      exitCodes.usage,
      /control characters/,
    ],
    [
      'a long full name',
      ['new', '--full-name', 'n'.repeat(240)],
      exitCodes.usage,
      /may have 239 at most/,
    ],
    ...['anna', 'a@', '@b', 'a@b@c', 'a b@c', 'a@b\n', 'a\u0000@b'].map(
      (email): [string, string[], number, RegExp] => [
        `the e-mail address ${JSON.stringify(email)}`,
        ['new', '--email', email],
        exitCodes.usage,
        /is no e-mail address such as/,
      ],
    ),
    [
      'an e-mail address of 255 characters',
      ['new', '--email', `a@${'b'.repeat(253)}`],
      exitCodes.usage,
      /may have 254 at most/,
    ],
  ];
  for (const [what, args, code, said] of refused) {
    test(`refuses ${what}, and adds no user`, async () => {
      const usersBefore = await countUsers();
      const command = ['user', 'add', ...args, '--password-stdin'];
      const { exitCode, stdout, stderr } = await cli.run(command, { stdin: 'x' });
      assert.equal(exitCode, code, stderr);
      assert.match(stderr, said);
      assert.equal(stdout, '');
      assert.equal(await countUsers(), usersBefore);
    });
  }

  const passwords: readonly [what: string, stdin: string, said: RegExp][] = [
    ['no password', '', /Standard input holds no password/],
    ['an empty line', '\n', /Standard input holds no password/],
    ['a password of 1025 bytes', 'p'.repeat(1025), /at most 1024 bytes/],
  ];
  for (const [what, stdin, said] of passwords) {
    test(`refuses ${what}, and adds no user`, async () => {
      const usersBefore = await countUsers();
      const result = await cli.run(['user', 'add', 'new', '--password-stdin'], { stdin });
      assert.equal(result.exitCode, exitCodes.usage);
      assert.match(result.stderr, said);
      assert.equal(await countUsers(), usersBefore);
    });
  }

  test('has no option for the password, and does not repeat one', async () => {
    cli.keepSecret('hunter2');
    for (const args of [['--password', 'hunter2'], ['--password=hunter2'], ['-phunter2']]) {
      const { exitCode, stderr } = await cli.run(['user', 'add', 'new', ...args]);
      assert.equal(exitCode, exitCodes.usage);
      assert.match(stderr, /unknown option '(--password|-p)'/);
    }
    const { exitCode, stderr } = await cli.run(['user', 'add', 'new', 'hunter2']);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /too many arguments for 'add'\. Expected 1 argument but got 2\./);
  });
});

describe('user list and show', () => {
  test('list all users', async () => {
    await cli.addUser('listed', '--email', 'listed@example.com', '--cs-user', '5');
    const { stdout } = await cli.run(['user', 'list']);
    assert.match(stdout, /^id +name +fullName +email +type +role +csUser +disabled +retired\n/);
    const row = /^\d+ +listed +listed +listed@example\.com +internal +User level 3 +5 +- +-$/m;
    assert.match(stdout, row);
    const rows = (await cli.json(['user', 'list'])) as Record<string, unknown>[];
    assert.equal(rows.find((row) => row['name'] === 'listed')?.['csUser'], 5);
  });

  test('find a user in any case', async () => {
    await cli.logIn('listed');
    const record = (await cli.json(['user', 'show', 'LISTED'])) as Record<string, unknown>;
    assert.equal(record['name'], 'listed');
    assert.equal(record['tickets'], 1);
  });
});

describe('an unknown user', () => {
  for (const command of ['show', 'set', 'disable', 'enable', 'unlock', 'set-password', 'remove']) {
    test(`user ${command} reports it`, async () => {
      const { exitCode, stdout, stderr } = await cli.run(['user', command, 'ghost']);
      assert.equal(exitCode, exitCodes.notFound);
      assert.match(stderr, /no user named ghost\. .*"ticketoffice user list"/);
      assert.equal(stdout, '');
    });
  }

  test('is not repeated when it is a ticket', async () => {
    const { ticketText } = await cli.logIn('listed');
    const { exitCode, stderr } = await cli.run(['user', 'show', ticketText]);
    assert.equal(exitCode, exitCodes.notFound);
    assert.match(stderr, /no such user/);
  });
});

describe('user disable and enable', () => {
  test('end tickets and disable logins; only logins are restored', async () => {
    await cli.addUser('leaver');
    const [one, two] = [await cli.logIn('leaver'), await cli.logIn('leaver')];
    assert.deepEqual(await cli.json(['user', 'disable', 'leaver']), {
      user: 'leaver',
      ticketsEnded: 2,
    });
    assert.ok(!(await cli.ticketOpens(one.ticketText)));
    assert.ok(!(await cli.passwordOpens('leaver', 'password of leaver')));
    assert.match((await cli.run(['user', 'show', 'leaver'])).stdout, /^disabled +\d{4}-/m);

    assert.match((await cli.run(['user', 'enable', 'leaver'])).stderr, /leaver is enabled/);
    assert.ok(await cli.passwordOpens('leaver', 'password of leaver'));
    assert.ok(!(await cli.ticketOpens(two.ticketText)));
  });

  test('change nothing the second time', async () => {
    await cli.addUser('twice');
    assert.match((await cli.run(['user', 'enable', 'twice'])).stderr, /enabled already/);
    await cli.run(['user', 'disable', 'twice']);
    const first = await cli.json(['user', 'show', 'twice']);
    const { exitCode, stdout, stderr } = await cli.run(['user', 'disable', 'twice']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^ticketsEnded +0$/m);
    assert.match(stderr, /disabled already/);
    assert.deepEqual(await cli.json(['user', 'show', 'twice']), first);
  });
});

describe('user unlock', () => {
  const failFor = (name: string) =>
    cli.atTenant(async ({ loginGuard }) => {
      const claim = { kind: 'user', name, address: '192.0.2.9' } as const;
      for (let failure = 0; failure < 10; failure += 1) await loginGuard.recordFailure(claim);
    });

  test('ends the locks that user show shows, by name and by e-mail address', async () => {
    await cli.addUser('forgetful', '--email', 'forgetful@example.com');
    await failFor('forgetful');
    await failFor('Forgetful@example.com');
    const { stdout } = await cli.run(['user', 'show', 'forgetful']);
    assert.match(stdout, /^failedLogins +20$/m);
    assert.match(stdout, /^lockedUntil +-$/m);
    assert.match(stdout, /^lockedFrom +192\.0\.2\.9 until \d{4}-/m);
    const { exitCode, stderr } = await cli.run(['user', 'unlock', 'forgetful']);
    assert.equal(exitCode, 0);
    assert.match(stderr, /forgetful is not locked any more/);
    const record = (await cli.json(['user', 'show', 'forgetful'])) as Record<string, unknown>;
    assert.equal(record['failedLogins'], 0);
    assert.deepEqual(record['lockedFrom'], []);
  });

  test('says when there was no lock', async () => {
    await cli.addUser('unlocked');
    const { stdout, stderr } = await cli.run(['user', 'unlock', 'unlocked']);
    assert.match(stdout, /^user +unlocked$/m);
    assert.match(stderr, /unlocked was not locked/);
  });

  test('is part of setting a password', async () => {
    await cli.addUser('resetter');
    await failFor('resetter');
    await cli.run(['user', 'set-password', 'resetter', '--password-stdin'], {
      stdin: 'a new secret',
    });
    const record = (await cli.json(['user', 'show', 'resetter'])) as Record<string, unknown>;
    assert.deepEqual(record['lockedFrom'], []);
  });
});

describe('user set-password', () => {
  test('replaces the password and ends tickets', async () => {
    await cli.addUser('changer');
    cli.keepSecret('new secret');
    const { ticketText } = await cli.logIn('changer');
    const command = ['user', 'set-password', 'changer', '--password-stdin'];
    const { exitCode, stdout, stderr } = await cli.run(command, { stdin: 'new secret\r\n' });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^ticketsEnded +1$/m);
    assert.match(stderr, /tickets and access tokens have ended/);
    assert.ok(!(await cli.ticketOpens(ticketText)));
    assert.ok(!(await cli.passwordOpens('changer', 'password of changer')));
    assert.ok(await cli.passwordOpens('changer', 'new secret'));
  });

  test('changes nothing when the password is refused', async () => {
    await cli.addUser('keeper');
    const { ticketText } = await cli.logIn('keeper');
    const command = ['user', 'set-password', 'keeper', '--password-stdin'];
    for (const stdin of ['', 'p'.repeat(1025)]) {
      assert.equal((await cli.run(command, { stdin })).exitCode, exitCodes.usage);
    }
    assert.ok(await cli.ticketOpens(ticketText));
    assert.ok(await cli.passwordOpens('keeper', 'password of keeper'));
  });

  test('says that a disabled user stays disabled', async () => {
    await cli.addUser('dormant');
    await cli.run(['user', 'disable', 'dormant']);
    const command = ['user', 'set-password', 'dormant', '--password-stdin'];
    assert.match((await cli.run(command, { stdin: 'a new secret' })).stderr, /still disabled/);
    assert.ok(!(await cli.passwordOpens('dormant', 'x')));
  });
});
