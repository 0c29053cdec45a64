import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldName } from '../names.ts';
import { defaultName, defaultUserName, freeName, type NamedUser } from './propose-name.ts';

/** A store in which these names are taken. It counts the statements. */
function storesWith(...names: readonly string[]) {
  const taken = new Set(names.map(foldName));
  const counted = { statements: 0 };
  const takenLoginNames = async (texts: readonly string[]) => {
    counted.statements += 1;
    return new Set(texts.map(foldName).filter((text) => taken.has(text)));
  };
  return { associates: { takenLoginNames }, counted };
}

const anna: NonNullable<NamedUser['person']> = {
  firstName: 'Anna',
  middleName: 'Åse',
  lastName: 'Berg',
  email: 'anna@example.com',
};
const user = (type: NamedUser['type'], changes: Partial<typeof anna> | null = {}): NamedUser => ({
  id: 0,
  type,
  person: changes && { ...anna, ...changes },
});

describe('a default name', () => {
  const cases: readonly (readonly [NamedUser, string])[] = [
    [user('internal'), 'Anna.Åse.Berg'],
    [user('internal', { middleName: '', email: null }), 'Anna.Berg'],
    [user('internal', { firstName: 'Anna Maria', lastName: "O'Ne-il." }), "AnnaMaria.Åse.O'Ne-il"],
    [user('internal', { firstName: 'A\u030Ase', middleName: '' }), 'Åse.Berg'],
    [user('internal', { firstName: '7T:', middleName: '!', lastName: '' }), '7T'],
    [user('internal', { firstName: '!', middleName: '', lastName: '' }), 'User'],
    [user('internal', null), 'User'],
    [user('unknown', null), 'User'],
    [user('external'), 'anna@example.com'],
    [user('external', { email: null }), 'Anna.Åse.Berg'],
    [user('external', { email: `${'x'.repeat(239)}@example.com` }), 'Anna.Åse.Berg'],
    [user('external', { email: '7t:a@example.com' }), 'Anna.Åse.Berg'],
    [user('resource', null), 'Resource'],
    [user('anonymous', null), 'Anonymous'],
    [user('system', null), 'System'],
  ];
  for (const [given, expected] of cases) {
    it(`of a user of the type ${given.type} is ${expected}`, async () => {
      assert.equal(await defaultName(storesWith(), given), expected);
    });
  }

  it('gets a number if it is taken', async () => {
    assert.equal(await defaultName(storesWith('SYSTEM'), user('system', null)), 'System1');
    const stores = storesWith('anna@example.com', 'Anna@example.com1');
    assert.equal(await defaultName(stores, user('external')), 'anna@example.com2');
  });
});

describe('a default user name', () => {
  it('is the e-mail address, or else the default name', async () => {
    assert.equal(await defaultUserName(storesWith(), user('internal')), 'anna@example.com');
    const taken = storesWith('ANNA@example.com', 'anna.åse.berg');
    assert.equal(await defaultUserName(taken, user('internal')), 'Anna.Åse.Berg1');
    assert.equal(await defaultUserName(storesWith(), user('internal', null)), 'User');
  });

  it('of a user who is no person is the name of the type', async () => {
    assert.equal(await defaultUserName(storesWith('System'), user('system')), 'System1');
  });
});

describe('a free name', () => {
  it('is the name itself, or has the lowest free number', async () => {
    assert.equal(await freeName(storesWith('bo'), 'Anna', 0), 'Anna');
    assert.equal(await freeName(storesWith('anna', 'anna1', 'anna3'), 'Anna', 0), 'Anna2');
  });

  it('takes two statements at most, however many names are taken', async () => {
    const first = storesWith();
    await freeName(first, 'anna', 0);
    assert.equal(first.counted.statements, 1);
    const numbers = Array.from({ length: 999 }, (_, index) => `anna${index + 1}`);
    const last = storesWith('anna', ...numbers);
    assert.equal(await freeName(last, 'anna', 0), 'anna1000');
    assert.equal(last.counted.statements, 2);
    const full = storesWith('anna', ...numbers, 'anna1000');
    const message = /^The names anna and anna1 to anna1000 are taken\. Propose another name\.$/;
    await assert.rejects(freeName(full, 'anna', 0), { code: 'conflict', message });
    assert.equal(full.counted.statements, 2);
  });

  it('is not longer than names may be', async () => {
    const long = 'x'.repeat(239);
    assert.equal(await freeName(storesWith(long), long, 0), `${'x'.repeat(235)}1`);
    const emoji = `${'x'.repeat(234)}👩👩`;
    assert.equal(await freeName(storesWith(emoji), emoji, 0), `${'x'.repeat(234)}1`);
  });

  it('is refused for a name that nobody can have', async () => {
    for (const name of ['', ' a', 'a\n', '7T:a', 'x'.repeat(240)]) {
      const refused = { code: 'invalid-argument', message: /name of a user/ };
      await assert.rejects(freeName(storesWith(), name, 0), refused);
    }
  });
});
