import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DomainError } from '../domain/errors.ts';
import { readSeed } from './read-seed.ts';

/** The lines of the error message for the text. */
function problemsOf(text: string): readonly string[] {
  try {
    readSeed(text, 'seed.yaml');
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    assert.equal(error.code, 'invalid-argument');
    return error.message.split('\n');
  }
  return [];
}

describe('a valid seed', () => {
  test('contains only what the file says', () => {
    const seed = readSeed('mode: onsite\ncompany: Fjord\nusers: [{ name: anna }]\n', 'a.yaml');
    assert.deepEqual(seed.applications, undefined);
    assert.deepEqual(seed.tenants, [
      { contextIdentifier: '', company: 'Fjord', users: [{ name: 'anna' }] },
    ]);
  });

  test('can be JSON, indented with tabs, with a byte order mark', () => {
    const text = '\uFEFF{\n\t"mode": "online",\n\t"tenants": [\n\t]\n}';
    assert.deepEqual(readSeed(text, 'a.json').tenants, []);
  });

  test('can use anchors', () => {
    const text = `mode: online
tenants:
  - contextIdentifier: A
    company: A
    roles: &roles [{ name: Employee }]
  - contextIdentifier: B
    company: B
    roles: *roles
`;
    assert.equal(readSeed(text, 'a.yaml').tenants?.[1]?.roles?.[0]?.name, 'Employee');
  });
});

describe('form', () => {
  for (const [what, text, ...expected] of [
    ['an empty file', '', 'seed.yaml:1:1: expected a mapping whose "mode" is onsite or online'],
    [
      'no mode',
      'company: A\n',
      'seed.yaml:1:1: mode: expected a mapping whose "mode" is onsite or online',
    ],
    [
      'sections of the other mode',
      'mode: online\nusers: []\n',
      'seed.yaml:2:1: users: not known here; expected $schema, mode, demo, tenants, applications',
    ],
    [
      'several problems',
      'mode: onsite\ncompany: 7\nusers:\n  - name: ""\n    rank: 40000\n    typ: x\n',
      'seed.yaml:2:10: company: found a number (put text that looks like one in quotes), expected text',
      'seed.yaml:4:11: users[0].name: The name of a user must not be empty.',
      'seed.yaml:5:11: users[0].rank: found 40000, expected a whole number from -32768 to 32767',
      'seed.yaml:6:5: users[0].typ: not known here; expected id, name, password, userName, ' +
        'nickName, tooltip, rank, fullName, email, contact, type, role, group, secondaryGroups, ' +
        'licences, csUser, person, requestSignature, absenceMessage, ticketCategories, ' +
        'extraFields, customFields, waitingForApproval, retired, disabled',
    ],
    [
      'a missing property',
      'mode: onsite\ncompany: A\ngroups:\n  - id: 1\n',
      'seed.yaml:4:5: groups[0].name: missing; expected text',
    ],
    [
      'a word of another list',
      'mode: onsite\ncompany: A\nroles: [{ name: a, type: boss }]\n',
      'seed.yaml:3:26: roles[0].type: found "boss", expected employee or external or anonymous or system',
    ],
    [
      'inside of unions',
      'mode: onsite\ncompany: A\nusers: [{ name: a, licences: [1, { owner: 2, name: b }] }]\n',
      'seed.yaml:3:31: users[0].licences[0]: expected the name of a licence, or a mapping of owner, name and version',
      'seed.yaml:3:43: users[0].licences[1].owner: found a number (put text that looks like one in quotes), expected text',
    ],
    [
      'a table, a relation and a value that there are not',
      'mode: onsite\ncompany: A\nroles: [{ name: a, dataRights: { sales: {}, sale: { Mine: R, MyOwn: RW } } }]\n',
      'seed.yaml:3:69: roles[0].dataRights.sale.MyOwn: found "RW", ' +
        "expected '' or R or CR or CRU or CRUD",
      'seed.yaml:3:53: roles[0].dataRights.sale.Mine: not known here; expected MyOwn, PrimaryGroup, OtherGroups, OtherAssociates, ExternalUser, Anonymous, MyCompany, SameProject',
      'seed.yaml:3:34: roles[0].dataRights.sales: not known here; expected contact, person, project, projectmember, selection, sale, SaleStakeholder, appointment, document, relations, dashboard',
    ],
    [
      'fields that are no text',
      'mode: onsite\ncompany: A\nusers: [{ name: a, extraFields: { b: 1 }, customFields: [c] }]\n',
      'seed.yaml:3:38: users[0].extraFields.b: found a number (put text that looks like one in quotes), expected text',
      'seed.yaml:3:57: users[0].customFields: found a list, expected a mapping of keys to text',
    ],
    [
      'a date that is none',
      'mode: onsite\ncompany: A\nlicences: [{ owner: a, expires: soon }]\n',
      'seed.yaml:3:33: licences[0].expires: expected a date such as 2030-01-31',
    ],
    [
      'a context identifier that is a path',
      'mode: online\ntenants: [{ contextIdentifier: remote, company: A }]\n',
      'seed.yaml:2:32: tenants[0].contextIdentifier: "remote" cannot be a context identifier: addresses that begin with it mean something else.',
    ],
    [
      'three tokens',
      'mode: online\napplications:\n  - name: A\n    tokens: [aaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbb, cccccccccccccccc]\n',
      'seed.yaml:4:13: applications[0].tokens: expected at most 2 items',
    ],
  ] as const) {
    test(what, () => assert.deepEqual(problemsOf(text), expected));
  }

  test('at most 20 problems are listed', () => {
    const users = Array.from({ length: 30 }, () => '  - name: 1\n').join('');
    const problems = problemsOf(`mode: onsite\ncompany: A\nusers:\n${users}`);
    assert.equal(problems.length, 21);
    assert.equal(problems.at(-1), '… and 10 more');
  });

  test('no message contains a secret', () => {
    for (const secret of ['12345678901234567', 'true', '{ a: hemmelig }', '[hemmelig]']) {
      const text = `mode: onsite\ncompany: A\nusers: [{ name: a, password: ${secret} }]
applications: [{ name: b, tokens: [${secret}] }, { name: c, tokens: [hemmelig] }]\n`;
      const told = problemsOf(text);
      assert.equal(told.length, 3);
      assert.doesNotMatch(told.join('\n'), /1234|hemmelig/);
    }
  });
});

describe('contradictions between entries', () => {
  const online = (rest: string) => `mode: online\n${rest}`;
  const onsite = (rest: string) => `mode: onsite\ncompany: A\n${rest}`;
  for (const [what, text, ...expected] of [
    [
      'names that are the same in another case',
      onsite('groups:\n  - name: Sales\n  - name: SALES\n'),
      'seed.yaml:5:11: groups[1].name: is the same as that of entry 0; expected another',
    ],
    [
      'ids',
      onsite('roles:\n  - { id: 1, name: a }\n  - { id: 1, name: b }\n'),
      'seed.yaml:5:11: roles[1].id: is the same as that of entry 0; expected another',
    ],
    [
      'roles of one type without ids',
      onsite(
        'roles: [{ name: a }, { name: A }, { name: a, type: external }, { id: 40, name: a }]\n',
      ),
      'seed.yaml:3:30: roles[1].name: is the same as that of entry 0; expected another',
    ],
    [
      'modules of one owner',
      onsite(
        'licences: [{ owner: a, modules: [{ name: b }, { name: B }, { name: b, version: x }] }]\n',
      ),
      'seed.yaml:3:55: licences[0].modules[1].name: is the same as that of entry 0; expected another',
    ],
    [
      'rights, groups and licences of one entry',
      onsite(
        'roles: [{ name: a, functionalRights: [x, X] }]\nusers: [{ name: a, secondaryGroups: [x, X], licences: [x, { name: X }] }]\n',
      ),
      'seed.yaml:3:42: roles[0].functionalRights[1]: is the same as that of entry 0; expected another',
      'seed.yaml:4:41: users[0].secondaryGroups[1]: is the same as that of entry 0; expected another',
      'seed.yaml:4:59: users[0].licences[1]: is the same as that of entry 0; expected another',
    ],
    [
      'tenants',
      online(
        'tenants: [{ contextIdentifier: a, company: A }, { contextIdentifier: A, company: B }]',
      ),
      'seed.yaml:2:70: tenants[1].contextIdentifier: is the same as that of entry 0; expected another',
    ],
    [
      'tokens',
      online(
        'applications:\n  - { name: a, tokens: [aaaaaaaaaaaaaaaa] }\n  - { name: b, tokens: [aaaaaaaaaaaaaaaa] }\n',
      ),
      'seed.yaml:4:25: applications[1].tokens[0]: is there already; expected each token once',
    ],
    [
      'tenants of applications on-site',
      onsite('applications: [{ name: a, tenants: [Cust1] }]\n'),
      'seed.yaml:3:36: applications[0].tenants: expected all or [], on-site',
    ],
  ] as const) {
    test(what, () => assert.deepEqual(problemsOf(text), expected));
  }
});

describe('YAML', () => {
  for (const [what, text, expected] of [
    ['broken syntax', 'mode: [\n', /^seed\.yaml:2:1: flow sequence/],
    [
      'a key twice',
      'mode: onsite\ncompany: a\nmode: online\n',
      /^seed\.yaml:3:1: mode is given twice/,
    ],
    [
      'a key that objects cannot have',
      'mode: onsite\nusers: [{ extraFields: { __proto__: a } }]\n',
      /^seed\.yaml:2:26: expected another name$/,
    ],
    [
      'two documents',
      'mode: online\n---\nmode: online\n',
      /^seed\.yaml:2:1: expected one document/,
    ],
    ['an unknown tag', 'mode: !env MODE\n', /^seed\.yaml:1:7: unresolved tag/],
    ['another kind of collection', 'mode: !!set { a }\n', /^seed\.yaml:1:\d+: the tag !!set/],
    ['an unknown anchor', 'mode: *mode\n', /^seed\.yaml:1:7: there is no anchor &mode/],
    ['a key that is a number', '1: a\n', /^seed\.yaml:1:1: expected the name of a property/],
    ['endless nesting', '['.repeat(200_000), /^seed\.yaml:1:1: it is nested too deeply/],
  ] as const) {
    test(what, () => assert.match(problemsOf(text)[0] ?? '', expected));
  }

  test('aliases that multiply', () => {
    const levels = Array.from(
      { length: 9 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(', ')}]\n`,
    );
    const text = `a0: &a0 [x]\n${levels.join('')}`;
    assert.match(problemsOf(text)[0] ?? '', /an anchor is used more than 1000 times/);
  });

  test('a file that is too long', () => {
    const problems = problemsOf(`# ${'x'.repeat(16 * 1024 * 1024)}\nmode: online\n`);
    assert.deepEqual(problems, ['seed.yaml: a seed file has at most 16777216 bytes.']);
  });
});
