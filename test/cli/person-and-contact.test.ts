/** `person` and `contact`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2'] });
  await cli.addUser('anna', '--tenant', 'Cust1', '--full-name', 'Anna Berg');
});
after(() => cli.close());

const at = ['--tenant', 'Cust1'];
const run = (...args: readonly string[]) => cli.run([...args, ...at]);
const json = async (...args: readonly string[]) => (await cli.json([...args, ...at])) as Row;
const list = async (kind: string, ...args: readonly string[]) =>
  (await cli.json([kind, 'list', ...args, ...at])) as readonly Row[];
const everything = async () => [await list('contact'), await list('person')];

/** The last event of the audit trail. */
async function lastEvent(): Promise<Row> {
  const { stdout } = await cli.run(['audit', 'tail', '--limit', '1', '--json']);
  return JSON.parse(stdout) as Row;
}

describe('contact', () => {
  test('is added with all fields, and changed one by one', async () => {
    const args = ['--department', 'North', '--org-number', 'NO 1', '--phone', '+47 1'];
    const ids = ['--country-id', '578', '--business-id', '2', '--category-id', '3', '--id', '70'];
    const added = await json('contact', 'add', 'Nordic', ...args, ...ids, '--owner', 'ANNA');
    const expected = {
      id: 70,
      name: 'Nordic',
      department: 'North',
      orgNumber: 'NO 1',
      phone: '+47 1',
      own: false,
      owner: 'anna',
      countryId: 578,
      businessId: 2,
      categoryId: 3,
      persons: [],
    };
    assert.deepEqual(added, expected);
    assert.deepEqual(await json('contact', 'show', 'nordic'), expected);
    const changed = await json('contact', 'set', '70', '--name', 'North AB', '--owner', '');
    assert.deepEqual(changed, { ...expected, name: 'North AB', owner: null });
    const { action, detail, operator } = await lastEvent();
    assert.deepEqual(
      [action, detail],
      ['contact-changed', { contactId: 70, fields: 'ownerAssociateId name' }],
    );
    assert.match(String(operator), /@/);
  });

  test('is listed with the number of persons', async () => {
    const { stdout } = await run('contact', 'list');
    assert.match(stdout, /^id +name +department +own +persons\n1 +.+ - +true +1\n/);
    assert.deepEqual(
      (await list('contact', '--own')).map(({ id }) => id),
      [1],
    );
    const { persons } = await json('contact', 'show', '1');
    assert.deepEqual(persons, ['Anna Berg']);
  });

  test('becomes an own company, and an ordinary contact again', async () => {
    const { id } = await json('contact', 'add', 'Branch');
    assert.equal((await json('contact', 'own', 'branch'))['own'], true);
    assert.equal((await list('contact', '--own')).length, 2);
    const kept = await run('contact', 'remove', String(id), '--yes');
    assert.equal(kept.exitCode, exitCodes.conflict);
    assert.match(kept.stderr, /Branch is an own company, which cannot be removed/);
    assert.equal((await json('contact', 'own', 'branch', '--remove'))['own'], false);
    assert.deepEqual((await json('contact', 'add', 'Second', '--own'))['own'], true);
    await run('contact', 'own', 'Second', '--remove');
  });

  test('is removed after asking', async () => {
    const { id } = await json('contact', 'add', 'Gone');
    const unasked = await run('contact', 'remove', 'Gone');
    assert.equal(unasked.exitCode, exitCodes.usage);
    assert.match(unasked.stderr, /Remove the contact Gone\? .*Give --yes/);
    assert.deepEqual(await json('contact', 'remove', 'gone', '--yes'), { id, contact: 'Gone' });
    assert.equal((await run('contact', 'show', 'Gone')).exitCode, exitCodes.notFound);
    assert.equal((await lastEvent())['action'], 'contact-removed');
  });
});

describe('person', () => {
  test('is added with all fields, and changed one by one', async () => {
    const names = ['--middle-name', 'Maria', '--mr-mrs', 'Ms', '--title', 'Boss'];
    const phones = ['--direct-phone', '+47 2', '--mobile-phone', '+47 3', '--position', 'Lead'];
    const others = ['--description', 'Tall', '--country-id', '578', '--rank', '-4', '--id', '80'];
    const where = ['--email', 'ase@example.com', '--contact', '1'];
    const options = [...names, ...phones, ...others, ...where];
    const added = await json('person', 'add', 'Åse Anna Ås', ...options);
    const expected = {
      id: 80,
      name: 'Åse Anna Maria Ås',
      firstName: 'Åse Anna',
      middleName: 'Maria',
      lastName: 'Ås',
      mrMrs: 'Ms',
      title: 'Boss',
      position: 'Lead',
      email: 'ase@example.com',
      directPhone: '+47 2',
      mobilePhone: '+47 3',
      description: 'Tall',
      contact: added['contact'],
      contactId: 1,
      countryId: 578,
      rank: -4,
      retired: false,
      users: [],
    };
    assert.deepEqual(added, expected);
    assert.deepEqual(await json('person', 'show', 'ÅSE Anna maria ås'), expected);
    const args = ['--first-name', 'Åsa', '--email', '', '--contact', '', '--retired'];
    const changed = await json('person', 'set', '80', ...args);
    assert.deepEqual(changed, {
      ...expected,
      name: 'Åsa Maria Ås',
      firstName: 'Åsa',
      email: null,
      contact: null,
      contactId: 0,
      retired: true,
    });
    assert.equal((await json('person', 'set', '80', '--no-retired'))['retired'], false);
    const { action, detail } = await lastEvent();
    assert.deepEqual([action, detail], ['person-changed', { personId: 80, fields: 'isRetired' }]);
    assert.equal((await json('person', 'set', '80', '--name', 'Bo Li'))['middleName'], '');
  });

  test('is listed with contact and users, of one contact or of all', async () => {
    const rows = await list('person', '--contact', '1');
    assert.deepEqual(
      rows.map(({ name, users }) => [name, users]),
      [['Anna Berg', ['anna']]],
    );
    const { stdout } = await run('person', 'list');
    assert.match(
      stdout,
      /^id +name +email +contact +users +retired\n1 +Anna Berg +- +\S.* +anna +false\n/,
    );
    assert.equal((await list('person')).length, 2);
  });

  test('changes the user who it is', async () => {
    await run('person', 'set', 'anna berg', '--email', 'anna@example.com', '--name', 'Anna Vik');
    const user = await json('user', 'show', 'anna');
    assert.deepEqual([user['fullName'], user['email']], ['Anna Vik', 'anna@example.com']);
    await run('person', 'set', 'anna vik', '--email', '', '--name', 'Anna Berg');
  });

  test('is removed after asking', async () => {
    const { id } = await json('person', 'add', 'Gone');
    const unasked = await run('person', 'remove', 'Gone');
    assert.equal(unasked.exitCode, exitCodes.usage);
    assert.match(unasked.stderr, /Remove the person Gone\? .*Give --yes/);
    assert.deepEqual(await json('person', 'remove', 'gone', '--yes'), { id, person: 'Gone' });
    assert.equal((await run('person', 'show', 'Gone')).exitCode, exitCodes.notFound);
    assert.equal((await lastEvent())['action'], 'person-removed');
  });

  test('may share the name of another, which is then ambiguous', async () => {
    await run('person', 'add', 'Twin One', '--id', '91');
    await run('person', 'add', 'Twin One', '--id', '92');
    const { exitCode, stderr } = await run('person', 'show', 'twin one');
    assert.equal(exitCode, exitCodes.conflict);
    assert.match(stderr, /the ids are 91, 92\. Give the id instead/);
    assert.equal((await json('person', 'show', '92'))['id'], 92);
  });
});

test('persons and contacts are those of one tenant', async () => {
  for (const kind of ['person', 'contact']) {
    assert.deepEqual(await cli.json([kind, 'list', '--tenant', 'Cust2']), []);
    const { stderr } = await cli.run([kind, 'list', '--tenant', 'Cust2']);
    assert.match(stderr, new RegExp(`${kind} add NAME --tenant Cust2`));
    assert.equal((await cli.run([kind, 'list'])).exitCode, exitCodes.usage);
  }
});

const { usage, conflict, notFound } = exitCodes;
const refused: readonly [args: readonly string[], code: number, said: RegExp][] = [
  [['contact', 'show', 'Ghost'], notFound, /no contact "Ghost".*contact list --tenant Cust1"/],
  [['contact', 'add', ' '], usage, /name of a contact must not be empty/],
  [['contact', 'add', 'x'.repeat(220)], usage, /It may have 219 at most/],
  [['contact', 'add', 'x', '--id', '1'], conflict, /1/],
  [['contact', 'add', 'x', '--owner', 'ghost'], notFound, /no user named ghost/],
  [['contact', 'add', 'x', '--country-id', '-1'], usage, /whole number from 0/],
  [['contact', 'set', '1'], usage, /Say what to change/],
  [['contact', 'own', '1', '--remove'], conflict, /1 internal users belong/],
  [['contact', 'remove', '1', '--yes'], conflict, /is an own company/],
  [['person', 'show', 'Ghost'], notFound, /no person "Ghost".*person list --tenant Cust1"/],
  [['person', 'add', ''], usage, /full name must not be empty/],
  [['person', 'add', 'x', '--email', 'x'], usage, /is no e-mail address/],
  [['person', 'add', 'x', '--contact', 'Ghost'], notFound, /no contact "Ghost"/],
  [['person', 'add', 'x', '--id', '1'], conflict, /1/],
  [['person', 'add', 'x', '--id', '0'], usage, /whole number from 1/],
  [['person', 'add', 'x', '--description', 'x'.repeat(4000)], usage, /It may have 3999 at most/],
  [['person', 'set', '1'], usage, /Say what to change/],
  [['person', 'set', '1', '--contact', ''], usage, /no own company/],
  [['person', 'remove', '1', '--yes'], conflict, /A user is the person 1\. Remove the user first/],
];
for (const [args, code, said] of refused) {
  const shown = args.map((arg) => arg.slice(0, 20)).join(' ');
  test(`${shown} is refused with ${code}, and changes nothing`, async () => {
    const before = await everything();
    const { exitCode, stdout, stderr } = await run(...args);
    assert.deepEqual([exitCode, stdout], [code, ''], stderr);
    assert.match(stderr, said);
    assert.deepEqual(await everything(), before);
  });
}

test('a contact with persons cannot be removed', async () => {
  await run('contact', 'add', 'Customer', '--id', '95');
  await run('person', 'add', 'Per', '--contact', '95');
  const { exitCode, stderr } = await run('contact', 'remove', '95', '--yes');
  assert.equal(exitCode, conflict);
  assert.match(stderr, /Persons belong to the contact 95\. Remove or move them first/);
});
