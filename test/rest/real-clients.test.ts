/** Requests to REST as real clients send them: media types, forms and surplus values. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  authorization,
  callRest,
  currentPrincipal,
  errorOf,
  getAccessToken,
  systemInfo,
} from '../support/rest-calls.ts';
import { addUser, startSession, TestInstallation } from '../support/test-installation.ts';

const LOGIN = '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword';
const GENERIC = '/api/v1/Agents/SoPrincipal/AuthenticateGeneric';
const FORM = 'application/x-www-form-urlencoded';

let installation: TestInstallation;
let url: string;
let ticket: string;
/** A ticket in place of the user name, so that no password has to be hashed. */
let login: { readonly UserName: string; readonly Password: string };
let json: string;
let form: string;

before(async () => {
  installation = await TestInstallation.create('onsite');
  const services = await installation.servicesOf();
  ticket = await startSession(services, await addUser(services, 'anna', 'sæcret +&='));
  url = await installation.serve();
  login = { UserName: ticket, Password: 'ignored' };
  json = JSON.stringify(login);
  form = new URLSearchParams(login).toString();
});
after(() => installation.close());

async function assertLoggedIn(bytes: string, headers: Record<string, string>, path = LOGIN) {
  const answer = await callRest(url, path, { bytes, headers });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(Object(answer.json).AuthenticationSucceeded, true, answer.text);
}

async function assertRefused(
  bytes: string,
  headers: Record<string, string>,
  status: number,
  message: RegExp,
  path = LOGIN,
) {
  const answer = await callRest(url, path, { bytes, headers });
  assert.equal(answer.status, status, answer.text);
  assert.match(errorOf(answer).message, message);
}

describe('JSON', () => {
  it('is accepted with every media type for JSON, whatever the parameters', async () => {
    for (const type of [
      'text/json',
      'Text/JSON; charset=utf-8',
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/json; charset=utf-8;',
      'application/json;',
      'application/json; charset=utf8',
      'application/json; charset=us-ascii',
      'application/json; charset=""',
      'application/json; odata=verbose',
      'application/json; charset=utf-8; odata.metadata=minimal',
      'application/json; charset=utf-8; IEEE754Compatible=true',
    ]) {
      await assertLoggedIn(json, { 'Content-Type': type });
    }
  });

  it('is accepted with the form media type, which curl sends by default', async () => {
    for (const bytes of [json, ` \r\n${json}`])
      await assertLoggedIn(bytes, { 'Content-Type': FORM });
    await assertRefused('{"a', { 'Content-Type': FORM }, 400, /^The body is not JSON\./);
  });

  it('is refused in a charset that is not UTF-8', async () => {
    for (const charset of ['usacii', 'latin1', 'utf-16', 'x']) {
      const headers = { 'Content-Type': `application/json; charset=${charset}` };
      await assertRefused(json, headers, 415, /in UTF-8/);
    }
  });

  it('may have a Content-Encoding that means none', async () => {
    for (const coding of ['UTF-8', 'utf8', 'application/json']) {
      await assertLoggedIn(json, { 'Content-Encoding': coding });
    }
    await assertRefused(
      json,
      { 'Content-Encoding': 'zstd' },
      415,
      /expected gzip, deflate or none/,
    );
  });
});

describe('unusual values', () => {
  const proof = () => ({ authorization: authorization.ticket(ticket) });
  const ask = (bytes: string, path = getAccessToken) => callRest(url, path, { ...proof(), bytes });

  it('include an empty array for an empty object, as PHP writes it', async () => {
    for (const bytes of ['[]', ' [ ] ']) {
      const answer = await ask(bytes);
      assert.equal(answer.status, 200, answer.text);
      assert.match(String(answer.json), /^8A:/);
    }
    const generic = await ask('{"AuthenticationData":[]}', GENERIC);
    assert.equal(Object(generic.json).AuthenticationSucceeded, false, generic.text);
    const filled = await ask('[1]');
    assert.equal(errorOf(filled).message, 'Property GetAccessToken: expected an object.');
  });

  it('include null for a boolean, which means false', async () => {
    const answer = await ask('{"AppToken":null,"IncludeCsSession":null}');
    assert.equal(answer.status, 200, answer.text);
  });
});

describe('a form', () => {
  it('can carry the parameters of an operation if all are single values', async () => {
    const byPassword = { UserName: 'anna', Password: 'sæcret +&=' };
    await assertLoggedIn(`${new URLSearchParams(byPassword)}`, { 'Content-Type': FORM });
    await assertLoggedIn(form, { 'Content-Type': `${FORM}; charset=UTF-8` });
    await assertLoggedIn(form, { 'Content-Type': `${FORM};charset=iso-8859-1` });
    const inAnyCase = form.replace('UserName', 'username').replace('Password', 'PASSWORD');
    await assertLoggedIn(`${inAnyCase}&Unknown=1`, { 'Content-Type': FORM });
    const answer = await callRest(url, systemInfo, {
      bytes: 'a=1',
      headers: { 'Content-Type': FORM },
    });
    assert.equal(answer.status, 200, answer.text);
  });

  it('can carry booleans as text', async () => {
    const ask = (bytes: string) =>
      callRest(url, getAccessToken, {
        authorization: authorization.ticket(ticket),
        bytes,
        headers: { 'Content-Type': FORM },
      });
    for (const value of ['false', 'False', '0', '']) {
      const answer = await ask(`AppToken=&IncludeCsSession=${value}`);
      assert.equal(answer.status, 200, answer.text);
      assert.match(String(answer.json), /^8A:/);
    }
    for (const value of ['true', 'True', '1']) {
      const answer = await ask(`IncludeCsSession=${value}`);
      // anna has no CS user.
      assert.equal(answer.status, 409, answer.text);
    }
    const answer = await ask('IncludeCsSession=perhaps');
    assert.equal(answer.status, 400);
    assert.match(errorOf(answer).message, /IncludeCsSession: expected boolean/);
  });

  it('is refused if it cannot be read', async () => {
    const type = { 'Content-Type': FORM };
    await assertRefused('UserName=a&UserName=b', type, 400, /UserName: it is given twice/);
    await assertRefused('UserName=a&username=b', type, 400, /username: it is given twice/);
    await assertRefused('UserName=%ff', type, 400, /in UTF-8/);
    await assertRefused('UserName=%00', type, 400, /it has a control character/);
    await assertRefused('a=1&'.repeat(51), type, 400, /50 parameters at most/);
    await assertRefused(`a=${'x'.repeat(65_536)}`, type, 413, /65536 bytes at most/);
    for (const charset of ['usacii', 'utf-16']) {
      const headers = { 'Content-Type': `${FORM}; charset=${charset}` };
      await assertRefused(form, headers, 415, /in UTF-8/);
    }
  });

  it('is refused for an operation with other than single values', async () => {
    const type = { 'Content-Type': FORM };
    const message = /^AuthenticateGeneric takes no form: .* application\/json/;
    await assertRefused('AuthenticationData=x', type, 415, message, GENERIC);
    const data = JSON.stringify({ AuthenticationData: { Ticket: ticket } });
    await assertLoggedIn(data, type, GENERIC);
  });
});

describe('Accept', () => {
  const get = (accept: string, path = currentPrincipal, method?: string) =>
    callRest(url, path, {
      authorization: authorization.ticket(ticket),
      headers: { Accept: accept },
      ...(method && { method }),
    });

  it('gets JSON if JSON is accepted, or if XML is not named', async () => {
    for (const accept of [
      'application/json',
      'application/json; charset=utf-8',
      'text/json',
      '*/*',
      'text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8',
      'application/xml, application/json;q=0.1',
      'application/xml, text/json',
      'application/xml, application/*',
      'text/xml, application/problem+json',
      'text/html',
      'x',
      '',
    ]) {
      const answer = await get(accept);
      assert.equal(answer.status, 200, accept);
    }
  });

  it('that accepts only XML is refused before anything is done', async () => {
    for (const accept of [
      'application/xml',
      'text/xml',
      'application/atom+xml; charset=utf-8, application/xml;q=0.9',
      'application/xml, application/json;q=0',
      'application/xml, */*; q=0.0',
      'text/html, application/xml',
    ]) {
      for (const path of [currentPrincipal, '/api', '/api/nothing']) {
        const answer = await get(accept, path, 'GET');
        assert.equal(answer.status, 406, `${accept} ${path}`);
        const message = 'This server answers JSON only: send Accept: application/json, or none.';
        assert.deepEqual(errorOf(answer), { type: 'SoInvalidArgumentException', message });
      }
      await assertRefused(json, { Accept: accept }, 406, /JSON only/);
    }
  });
});
