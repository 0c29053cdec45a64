/** Seed files on the command line: `init --seed`, `seed apply` and `seed export`. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { demoSeedFile } from '../../src/demo-seed.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

const SEED = `
mode: onsite
company: Fjord Shipping AS
roles:
  - { name: Boss, functionalRights: [admin-all] }
groups: [{ name: Administration }]
users:
  - { name: anna, role: Boss, password: a password of anna, csUser: { id: 7 } }
  - { name: bjarne }
applications:
  - { name: Integration, agents: [User] }
`;
/** The demo seed, changed so that it fits an installation for production. */
const ONLINE = readFileSync(demoSeedFile(true), 'utf8').replace('demo: true', '');

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
});
after(() => cli.close());

const TOKEN = /application token: (\S+)/;

describe('seed apply', () => {
  it('prints what changes, and the second time that nothing does', async () => {
    cli.keepSecret('a password of anna');
    const planned = await cli.run(['seed', 'apply', '-', '--dry-run'], { stdin: SEED });
    assert.match(planned.stderr, /Nothing was changed/);
    assert.doesNotMatch(planned.stdout, TOKEN);
    const first = await cli.run(['seed', 'apply', '-'], { stdin: SEED });
    assert.equal(first.exitCode, 0, first.stderr);
    for (const line of ['add role Boss', 'add user anna', 'add application Integration']) {
      assert.ok(planned.stdout.includes(line), planned.stdout);
      assert.ok(first.stdout.includes(line), first.stdout);
    }
    assert.match(first.stdout, TOKEN);
    assert.ok(await cli.passwordOpens('anna', 'a password of anna'));
    const second = await cli.run(['seed', 'apply', '-'], { stdin: SEED });
    assert.equal(second.stdout, '');
    assert.match(second.stderr, /Nothing to change/);
    assert.deepEqual(await cli.json(['seed', 'apply', '-'], { stdin: SEED }), []);
  });

  it('removes what the file does not name, with --prune', async () => {
    const without = SEED.replace(/ {2}- \{ name: bjarne \}\n/, '');
    const kept = await cli.run(['seed', 'apply', '-'], { stdin: without });
    assert.equal(kept.stdout, '');
    const pruned = await cli.run(['seed', 'apply', '-', '--prune'], { stdin: without });
    assert.match(pruned.stdout, /^remove user bjarne$/m);
    // Built-in roles and groups are removed too, because the file has these sections.
    assert.match(pruned.stdout, /^remove group Marketing\nremove role User level 1$/m);
    assert.doesNotMatch(pruned.stdout, /User level 0/);
  });

  it('reports each mistake with its place, and changes nothing', async () => {
    const file = join(cli.data, 'wrong.yaml');
    writeFileSync(file, 'mode: onsite\ncompany: X\nusers:\n  - { name: "", rolle: Boss }\n');
    const { exitCode, stdout, stderr } = await cli.run(['seed', 'apply', file]);
    rmSync(file);
    assert.equal(exitCode, exitCodes.usage);
    assert.equal(stdout, '');
    assert.match(stderr, /wrong\.yaml:4:\d+: users\[0\]\.name: /);
    assert.match(stderr, /wrong\.yaml:4:\d+: users\[0\]\.rolle: /);
    const missing = await cli.run(['seed', 'apply', join(cli.data, 'missing.yaml')]);
    assert.equal(missing.exitCode, exitCodes.usage);
    assert.match(missing.stderr, /missing\.yaml cannot be read \(ENOENT\)/);
  });

  it('refuses a file for the other mode, and one for demos', async () => {
    const online = await cli.run(['seed', 'apply', '-'], { stdin: ONLINE });
    assert.equal(online.exitCode, exitCodes.conflict);
    assert.match(online.stderr, /mode/);
    const demo = await cli.run(['seed', 'apply', demoSeedFile(false)]);
    assert.equal(demo.exitCode, exitCodes.conflict);
    assert.match(demo.stderr, /demo/);
    assert.equal((await cli.run(['user', 'show', 'demo'])).exitCode, exitCodes.notFound);
  });
});

describe('seed export', () => {
  it('makes the same installation elsewhere', async () => {
    const exported = await cli.run(['seed', 'export']);
    assert.equal(exported.exitCode, 0);
    const data = join(cli.data, 'copy');
    const copy = (...args: readonly string[]) => cli.runElsewhere([...args, '--data', data]);
    const made = await cli.runElsewhere(['init', '--seed', '-', '--data', data], {
      stdin: exported.stdout,
    });
    assert.equal(made.exitCode, 0, made.stderr);
    assert.match(made.stdout, /mode +onsite/);
    assert.match(made.stdout, /add user anna/);
    assert.equal((await copy('seed', 'export')).stdout, exported.stdout);
    const show = async (run: typeof copy) => (await run('user', 'show', 'anna')).stdout;
    const stable = (text: string) =>
      text.replace(/^(created|tickets|hasPassword|lastLogin).*$/gm, '');
    assert.equal(stable(await show(copy)), stable(await show((...args) => cli.run(args))));
    rmSync(data, { recursive: true });
  });

  it('can be printed as JSON, which is a seed file too', async () => {
    const exported = await cli.run(['seed', 'export', '--json']);
    const again = await cli.run(['seed', 'apply', '-', '--prune'], { stdin: exported.stdout });
    assert.match(again.stderr, /Nothing to change/);
  });
});

describe('init', () => {
  const init = (args: readonly string[], stdin = '') => {
    const data = join(cli.data, 'made');
    rmSync(data, { recursive: true, force: true });
    return cli.runElsewhere(['init', '--data', data, ...args], { stdin });
  };
  after(() => rmSync(join(cli.data, 'made'), { recursive: true, force: true }));

  it('makes an Online installation, without tenants or with those of a seed', async () => {
    const bare = await init(['--mode', 'online']);
    assert.match(bare.stdout, /mode +online/);
    assert.match(bare.stderr, /Next: ticketoffice tenant add/);
    const seeded = await init(['--seed', '-', '--json'], ONLINE);
    const { mode, changes } = JSON.parse(seeded.stdout);
    assert.equal(mode, 'online');
    assert.ok(changes.some(({ change }: { change: string }) => change === 'add tenant Cust12345'));
  });

  it('refuses contradictory options, and seeds for demos', async () => {
    for (const args of [
      ['--mode', 'somewhere'],
      ['--company', 'x'.repeat(201)],
      ['--company', 'a\nb'],
      ['--mode', 'online', '--company', 'X'],
      ['--seed', '-', '--mode', 'online'],
      ['--seed', '-', '--company', 'X'],
    ]) {
      const { exitCode, stdout } = await init(args, ONLINE);
      assert.equal(exitCode, exitCodes.usage, args.join(' '));
      assert.equal(stdout, '');
    }
    const demo = await init(['--seed', demoSeedFile(true)]);
    assert.equal(demo.exitCode, exitCodes.conflict);
    assert.match(demo.stderr, /for demos/);
  });
});
