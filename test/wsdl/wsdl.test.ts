/** Compares the served WSDLs of every edition with fingerprints of the official ones. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { contractOf } from '../../src/contract/contract-of.ts';
import { type Edition, editions, versionOf } from '../../src/contract/editions.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { wsdlOf } from '../../src/soap/wsdl.ts';
import { joinMarks, officialMarksOf, withoutVersion } from '../support/official-marks.ts';
import {
  officialFile,
  officialWsdls,
  publishedEditions,
  skipWithoutOfficialWsdls,
} from '../support/official-wsdls.ts';
import { type Component, wsdlComponents } from '../support/wsdl-components.ts';
import { differencesBetween, marksOf } from '../support/wsdl-marks.ts';

const componentsOf = (wsdl: string) => wsdlComponents(withoutVersion(wsdl));
const wordsOf = (components: ReadonlyMap<string, Component>) =>
  [...components.values()].flatMap((lines) => lines.flatMap(({ words }) => words));
const operationsOf = (wsdl: string) =>
  new Set(Array.from(wsdl.matchAll(/<wsdl:operation name="(\w+)"/g), ([, name]) => name));

/** The numbers of operations and named types in the original, as they were counted. */
const COUNTS: Readonly<Record<Edition, readonly number[]>> = {
  '84': [4, 75, 63],
  '85': [4, 78, 68],
  '86': [5, 79, 68],
  '87': [5, 83, 68],
  '88/2020': [5, 84, 68],
  '88/10.2': [5, 95, 75],
  '88/11': [5, 97, 75],
};

for (const edition of editions) {
  for (const service of contractOf(edition)) {
    describe(`WSDL of ${service.name} in ${edition}`, () => {
      const version = `Services${versionOf(edition)}`;
      const address = `https://crm.example.com/Remote/${version}/${service.name}.svc`;
      const wsdl = wsdlOf(service, address);
      const components = componentsOf(wsdl);

      it('has exactly the components of the official one', () => {
        assert.ok(components.size > 100);
        const differences = differencesBetween(components, officialMarksOf(service.name, edition));
        assert.equal(differences.length, 0, differences.join('\n\n'));
      });

      it('names only its own version', () => {
        const named = new Set(wsdl.match(/Services\d+/g));
        assert.deepEqual([...named], [version]);
      });

      it('is one document without imports, with the requested address', () => {
        assert.doesNotMatch(wsdl, /schemaLocation|<wsdl:import/);
        assert.deepEqual(
          Array.from(wsdl.matchAll(/<soap:address location="([^"]*)"/g), ([, place]) => place),
          [address],
        );
        const other = wsdlOf(service, 'https://crm.example.com/a?b&"c"=$&');
        assert.ok(
          other.includes('location="https://crm.example.com/a?b&amp;&quot;c&quot;=$&amp;"'),
        );
        assert.equal(other.replace(/location="[^"]*"/, `location="${address}"`), wsdl);
      });
    });
  }

  it(`has as many operations and types in ${edition} as the original`, () => {
    const [soPrincipal, user] = contractOf(edition);
    assert.ok(soPrincipal && user);
    const named = [...componentsOf(wsdlOf(user, 'a')).keys()].filter((name) =>
      /^(?:complex|simple)Type /.test(name),
    );
    const count = ({ operations }: typeof user) => Object.keys(operations).length;
    assert.deepEqual([count(soPrincipal), count(user), named.length], COUNTS[edition]);
  });
}

describe('the official files themselves', { skip: skipWithoutOfficialWsdls }, () => {
  const directory = officialWsdls ?? '';
  for (const service of ['SoPrincipal', 'User']) {
    const fileOf = (edition: (typeof publishedEditions)[number]) =>
      officialFile(directory, edition, service);
    const present = publishedEditions.filter((edition) => existsSync(fileOf(edition)));

    it(`are there for ${service}`, () => assert.ok(present.length > 0, `none in ${directory}`));

    for (const edition of present) {
      it(`match ${service} in ${edition}`, () => {
        const file = readFileSync(fileOf(edition), 'utf8');
        const theirs = componentsOf(file);
        const declared = contractOf(edition).find(({ name }) => name === service);
        assert.ok(declared);
        const ours = wsdlOf(declared, 'https://crm.example.com');
        const marks = marksOf(theirs);
        const differences = differencesBetween(componentsOf(ours), marks, wordsOf(theirs));
        assert.equal(differences.length, 0, differences.join('\n\n'));
        const stored = officialMarksOf(service, edition);
        assert.deepEqual(joinMarks([[edition, marks]]), joinMarks([[edition, stored]]));
        assert.deepEqual(operationsOf(ours), operationsOf(file));
      });
    }
  }
});

describe('a mistake in a declaration', () => {
  const wsdl = wsdlOf(userService, 'https://crm.example.com');
  const TNS = 'http://www.superoffice.net/ws/crm/NetServer/ServicesNN';
  const ELEMENT = '{http://www.w3.org/2001/XMLSchema}element';
  const differencesAfter = (from: string, to: string) => {
    const changed = wsdl.replace(from, to);
    assert.notEqual(changed, wsdl);
    return differencesBetween(componentsOf(changed), officialMarksOf('User', '88/11'));
  };

  it('is reported with both types', () => {
    assert.deepEqual(
      differencesAfter(
        'name="IncludeCsSession" type="xs:boolean"',
        'name="IncludeCsSession" type="xs:int"',
      ),
      [
        [
          `element {${TNS}}GetAccessToken`,
          `  ours:           ${ELEMENT} minOccurs=0 name=IncludeCsSession type={http://www.w3.org/2001/XMLSchema}int`,
          `  official:       ${ELEMENT} minOccurs=0 name=IncludeCsSession type={http://www.w3.org/2001/XMLSchema}boolean`,
        ].join('\n'),
      ],
    );
  });

  it('is reported if an element may not be nil', () => {
    const [difference, ...others] = differencesAfter(
      'name="AppToken" nillable="true"',
      'name="AppToken"',
    );
    assert.deepEqual(others, []);
    assert.match(String(difference), /ours: +\S+ minOccurs=0 name=AppToken type=/);
    assert.match(
      String(difference),
      /official: +\S+ minOccurs=0 name=AppToken nillable=true type=/,
    );
  });

  it('is reported if elements are missing or in another order', () => {
    const old = /<xs:element [^>]*name="OldPassword"[^>]*>\s*/.exec(wsdl)?.[0] ?? '';
    const next = /<xs:element [^>]*name="NewPassword"[^>]*>\s*/.exec(wsdl)?.[0] ?? '';
    const namesIn = (difference: string | undefined, side: string) =>
      Array.from(
        String(difference).matchAll(new RegExp(`${side}: .* name=(\\w+)`, 'g')),
        ([, name]) => name,
      );
    const [swapped] = differencesAfter(old + next, next + old);
    assert.deepEqual(namesIn(swapped, 'ours'), ['NewPassword', 'OldPassword']);
    assert.deepEqual(namesIn(swapped, 'official'), ['OldPassword', 'NewPassword']);
    const [missing] = differencesAfter(old + next, next);
    assert.deepEqual(namesIn(missing, 'ours'), []);
    assert.deepEqual(namesIn(missing, 'official'), ['OldPassword']);
  });

  it('is reported if a member of an enumeration has another number', () => {
    const [difference, ...others] = differencesAfter('>127</', '>126</');
    assert.deepEqual(others, []);
    assert.match(String(difference), /ours: .* 126\n.*official: .* 127$/);
  });

  it('is reported if a component is missing or has another name', () => {
    const [renamed, missing, ...others] = differencesAfter(
      '<xs:complexType name="UserInfo">',
      '<xs:complexType name="UserInform">',
    );
    assert.deepEqual(others, []);
    assert.match(String(renamed), /^complexType \{.*\}UserInform\n {2}ours: /);
    assert.doesNotMatch(String(renamed), /official/);
    assert.match(String(missing), /^missing: \S+complexType name=UserInfo\n {2}official: /);
  });
});
