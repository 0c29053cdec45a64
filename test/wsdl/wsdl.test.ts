/** The served WSDL against the official one, of which only fingerprints are kept here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { soPrincipalService } from '../../src/contract/services88/so-principal.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { wsdlOf } from '../../src/soap/wsdl.ts';
import { fingerprint, wsdlComponents } from '../support/wsdl-components.ts';

const official: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('official-fingerprints.json', import.meta.url), 'utf8'),
);

for (const service of [soPrincipalService, userService]) {
  describe(`WSDL of ${service.name}`, () => {
    const address = `https://crm.example.com/Remote/Services88/${service.name}.svc`;
    const wsdl = wsdlOf(service, address);
    const components = wsdlComponents(wsdl);
    const known = new Set(official[service.name]);

    it('has no component that differs from the official one', () => {
      assert.ok(components.size > 50);
      const different = [...components].filter(
        ([name, text]) => !known.has(fingerprint(name, text)),
      );
      assert.deepEqual(different, []);
    });

    it('is one flat document at the address that was asked for', () => {
      assert.doesNotMatch(wsdl, /schemaLocation|<wsdl:import/);
      assert.equal(wsdl.match(/<soap:address location="([^"]*)"/)?.[1], address);
    });
  });
}

it('serves every component of the official SoPrincipal', () => {
  const served = wsdlComponents(wsdlOf(soPrincipalService, 'https://crm.example.com'));
  const missing = new Set(official['SoPrincipal']);
  for (const [name, text] of served) missing.delete(fingerprint(name, text));
  assert.equal(missing.size, 0);
});

it('notices a component that says something else', () => {
  const wsdl = wsdlOf(userService, 'https://crm.example.com');
  const changed = wsdl.replace(
    'name="IncludeCsSession" type="xs:boolean"',
    'name="IncludeCsSession" type="xs:int"',
  );
  const known = new Set(official['User']);
  const different = [...wsdlComponents(changed)].filter(
    ([name, text]) => !known.has(fingerprint(name, text)),
  );
  assert.equal(different.length, 1);
});
