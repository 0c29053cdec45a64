/** Compares the served WSDL with fingerprints of the official one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { soPrincipalService } from '../../src/contract/services88/so-principal.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { wsdlOf } from '../../src/soap/wsdl.ts';
import { officialWsdls, skipWithoutOfficialWsdls } from '../support/official-wsdls.ts';
import { wsdlComponents } from '../support/wsdl-components.ts';
import { differencesBetween, marksOf, type WsdlMarks } from '../support/wsdl-marks.ts';

const official: Readonly<Record<string, WsdlMarks>> = JSON.parse(
  readFileSync(new URL('official-fingerprints.json', import.meta.url), 'utf8'),
);
const marksOfOfficial = (name: string): WsdlMarks => {
  const marks = official[name];
  assert.ok(marks, `no fingerprints of ${name}`);
  return marks;
};

for (const service of [soPrincipalService, userService]) {
  describe(`WSDL of ${service.name}`, () => {
    const address = `https://crm.example.com/Remote/Services88/${service.name}.svc`;
    const wsdl = wsdlOf(service, address);
    const components = wsdlComponents(wsdl);

    it('has exactly the components of the official one', () => {
      assert.ok(components.size > 100);
      const differences = differencesBetween(components, marksOfOfficial(service.name));
      assert.equal(differences.length, 0, differences.join('\n\n'));
    });

    it('is one document without imports, with the requested address', () => {
      assert.doesNotMatch(wsdl, /schemaLocation|<wsdl:import/);
      assert.deepEqual(
        Array.from(wsdl.matchAll(/<soap:address location="([^"]*)"/g), ([, location]) => location),
        [address],
      );
      const other = wsdlOf(service, 'https://crm.example.com/a?b&"c"=$&');
      assert.ok(other.includes('location="https://crm.example.com/a?b&amp;&quot;c&quot;=$&amp;"'));
      assert.equal(other.replace(/location="[^"]*"/, `location="${address}"`), wsdl);
    });

    it('matches the official file itself', { skip: skipWithoutOfficialWsdls }, () => {
      const file = join(officialWsdls ?? '', `${service.name}.wsdl`);
      const theirs = wsdlComponents(readFileSync(file, 'utf8'));
      const words = [...theirs.values()].flatMap((lines) => lines.flatMap(({ words }) => words));
      const differences = differencesBetween(components, marksOf(theirs), words);
      assert.equal(differences.length, 0, differences.join('\n\n'));
      assert.deepEqual(marksOf(theirs), official[service.name], 'the fingerprints are of another');
      const operations = (text: string) =>
        Array.from(text.matchAll(/<wsdl:operation name="(\w+)"/g), ([, name]) => name);
      assert.deepEqual(operations(wsdl), operations(readFileSync(file, 'utf8')));
    });
  });
}

it('declares all operations of the User agent', () => {
  assert.equal(Object.keys(userService.operations).length, 95);
});

describe('a mistake in a declaration', () => {
  const wsdl = wsdlOf(userService, 'https://crm.example.com');
  const TNS = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
  const ELEMENT = '{http://www.w3.org/2001/XMLSchema}element';
  const differencesAfter = (from: string, to: string) => {
    const changed = wsdl.replace(from, to);
    assert.notEqual(changed, wsdl);
    return differencesBetween(wsdlComponents(changed), marksOfOfficial('User'));
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
