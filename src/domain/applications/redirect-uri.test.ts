import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRegisteredRedirect, redirectUriProblem } from './redirect-uri.ts';

describe('A redirect URI', () => {
  it('is https, or http on loopback', () => {
    for (const uri of [
      'https://app.example/cb?x=1&y=%20',
      'https://app.example:8443',
      'http://127.0.0.1/',
      'http://127.0.0.1:5000/cb',
      'http://[::1]:5000/',
      'http://localhost:3000/cb',
    ]) {
      assert.equal(redirectUriProblem(uri), null, uri);
    }
  });

  const wrong: readonly (readonly [uri: string, said: RegExp])[] = [
    ['http://app.example/cb', /needs https/],
    ['http://127.0.0.1.example/', /needs https/],
    ['http://127.0.0.2/', /needs https/],
    ['javascript:alert(1)', /needs https/],
    ['data:text/html,x', /needs https/],
    ['https://app.example/cb#', /fragment/],
    ['https://*.app.example/cb', /wildcard/],
    ['https://user@app.example/cb', /user name/],
    ['https://:pw@app.example/cb', /user name/],
    ['/cb', /not a URL/],
    ['https://', /not a URL/],
    ['', /ASCII characters/],
    ['https://app.example/a b', /no spaces/],
    ['https://app.example/\r\nSet-Cookie:a', /no spaces/],
    ['https://app.example\\@evil.example/', /ASCII characters/],
    ['https://app.example/ä', /ASCII characters/],
    [`https://app.example/${'x'.repeat(2000)}`, /at most 2000/],
  ];
  for (const [uri, said] of wrong) {
    it(`is not ${JSON.stringify(uri.slice(0, 50))}`, () => {
      assert.match(redirectUriProblem(uri) ?? '', said);
    });
  }
});

describe('A registered redirect URI', () => {
  const redirectUris = [
    'https://app.example/cb',
    'http://127.0.0.1/cb',
    'http://[::1]:1/',
    'http://localhost/cb',
  ];
  const web = { redirectUris, native: false };
  const native = { redirectUris, native: true };

  it('is met exactly', () => {
    for (const application of [web, native]) {
      for (const uri of redirectUris) assert.equal(isRegisteredRedirect(application, uri), true);
      for (const uri of [
        'https://app.example/cb/',
        'https://app.example/CB',
        'https://app.example/cb?x',
        'https://app.example/cb/../cb',
        'https://app.example:443/cb',
        'HTTPS://app.example/cb',
        'https://app.example.evil.example/cb',
        'http://localhost:5000/cb',
        '',
      ]) {
        assert.equal(isRegisteredRedirect(application, uri), false, uri);
      }
    }
  });

  it('has any port on a loopback address, for native applications only', () => {
    for (const uri of ['http://127.0.0.1:49152/cb', 'http://[::1]:5000/', 'http://[::1]']) {
      assert.equal(isRegisteredRedirect(native, uri), true, uri);
      assert.equal(isRegisteredRedirect(web, uri), false, uri);
    }
    for (const uri of [
      'http://127.0.0.1:5000/other',
      'http://127.0.0.1:5000',
      'http://127.0.0.1:5000/cb?x=1',
      'http://127.0.0.1:99999/cb',
      'http://127.0.0.1:5000@evil.example/cb',
      'http://127.0.0.1:5000/cb#x',
      'https://127.0.0.1:5000/cb',
    ]) {
      assert.equal(isRegisteredRedirect(native, uri), false, uri);
    }
  });
});
