/** Compares the served WSDL of PartnerSystemUserService with fingerprints of the public one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { SOAP_PATH, SystemUserScene } from '../support/system-user-scene.ts';
import { wsdlComponents } from '../support/wsdl-components.ts';
import { differencesBetween, type WsdlMarks } from '../support/wsdl-marks.ts';

const official: WsdlMarks = JSON.parse(
  readFileSync(new URL('system-user-fingerprints.json', import.meta.url), 'utf8'),
);

let scene: SystemUserScene;
let wsdl: string;
before(async () => {
  scene = await SystemUserScene.create();
  const answer = await fetch(`${scene.parts.url}${SOAP_PATH}?singleWsdl`);
  assert.equal(answer.headers.get('content-type'), 'text/xml; charset=utf-8');
  wsdl = await answer.text();
});
after(() => scene.close());

describe('the WSDL of PartnerSystemUserService', () => {
  it('has exactly the components of the public one', () => {
    const differences = differencesBetween(wsdlComponents(wsdl), official);
    assert.equal(differences.length, 0, differences.join('\n\n'));
  });

  it('has both ports, with the address of the server, and the policy of the second', () => {
    const { url } = scene.parts;
    const ports = [...wsdl.matchAll(/<wsdl:port name="(\w+)"/g)].map(([, name]) => name);
    const name = 'BasicHttpBinding_IPartnerSystemUserService';
    assert.deepEqual(ports, [name, `${name}1`]);
    const places = [...wsdl.matchAll(/<soap:address location="([^"]+)"/g)].map(([, at]) => at);
    assert.deepEqual(places, [url + SOAP_PATH, url + SOAP_PATH]);
    assert.match(wsdl, new RegExp(`<wsp:Policy wsu:Id="${name}1_policy">`));
    assert.match(wsdl, /<sp:HttpsToken RequireClientCertificate="false"\/>/);
  });
});
