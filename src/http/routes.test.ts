import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { it } from 'node:test';
import { routeOf, routeOfRequest } from './routes.ts';

const service = (serviceName: string, path: string, asksFor = 'page', firstSegment = '') => ({
  kind: 'service',
  firstSegment,
  version: '88',
  serviceName,
  path,
  asksFor,
});

it('finds services below any path, in any case, and in absolute URIs', () => {
  const path = '/Remote/Services88/User.svc';
  assert.deepEqual(routeOf(path), service('User', path));
  assert.deepEqual(routeOf(`${path}?x=wsdl`), service('User', path));
  for (const query of ['?wsdl', '?WSDL', '?singleWsdl', '?singlewsdl&x', '?wsdl=']) {
    assert.deepEqual(routeOf(path + query), service('User', path, 'wsdl'));
  }
  assert.deepEqual(
    routeOf(`/a/b${path.toUpperCase()}`),
    service('USER', `/a/b${path.toUpperCase()}`, 'page', 'a'),
  );
  assert.deepEqual(
    routeOf(`/Cust1${path}?wsdl`),
    service('User', `/Cust1${path}`, 'wsdl', 'Cust1'),
  );
  for (const query of ['?xsd=xsd0', '?XSD', '?disco', '?disco&wsdl']) {
    assert.deepEqual(routeOf(path + query), service('User', path, 'nothing'));
  }
  assert.deepEqual(
    routeOf(`//Cust1/${path}?x//y`),
    service('User', `/Cust1${path}`, 'page', 'Cust1'),
  );
  assert.deepEqual(routeOf(`http://crm.example.com:80${path}?wsdl`), service('User', path, 'wsdl'));
});

it('finds services of any version, without a check of the number', () => {
  const path = '/a/Remote/Services84/SoPrincipal.svc';
  const expected = { ...service('SoPrincipal', path, 'wsdl', 'a'), version: '84' };
  assert.deepEqual(routeOf(`${path}?wsdl`), expected);
  const unserved = '/Remote/Services12/User.svc';
  assert.deepEqual(routeOf(unserved), { ...service('User', unserved), version: '12' });
});

const web = (prefix: string, firstSegment: string, target: string) => ({
  kind: 'web',
  prefix,
  firstSegment,
  target,
});

it('finds REST and OAuth below any path, and keeps the query', () => {
  assert.deepEqual(routeOf('/api'), web('', '', '/api'));
  assert.deepEqual(routeOf('/API/'), web('', '', '/API/'));
  assert.deepEqual(routeOf('/api/v1/x?a=/api/b'), web('', '', '/api/v1/x?a=/api/b'));
  assert.deepEqual(routeOf('/Cust1/password?token=a'), web('/Cust1', 'Cust1', '/password?token=a'));
  assert.deepEqual(routeOf('/Cust1/oauth2/token'), web('/Cust1', 'Cust1', '/oauth2/token'));
  assert.deepEqual(routeOf('/a/b/api/oauth2/api'), web('/a/b', 'a', '/api/oauth2/api'));
  assert.deepEqual(routeOf('http://crm.example.com/api'), web('', '', '/api'));
  assert.deepEqual(routeOf('//a//b//api//x//?c=//d'), web('/a/b', 'a', '/api/x/?c=//d'));
  for (const other of ['/apis', '/xapi', '/Cust1/apix', '/oauth2.x', '/a?b=/api']) {
    assert.deepEqual(routeOf(other), { kind: 'unknown' }, other);
  }
});

it('finds metadata before the path of its tenant, as well as below it', () => {
  const metadata = '/.well-known/oauth-authorization-server';
  assert.deepEqual(routeOf(metadata), web('', '', metadata));
  assert.deepEqual(routeOf(`${metadata}/Cust1`), web('/Cust1', 'Cust1', metadata));
  assert.deepEqual(routeOf(`${metadata}/a/b?c`), web('/a/b', 'a', `${metadata}?c`));
  assert.deepEqual(routeOf(`/Cust1${metadata}`), web('/Cust1', 'Cust1', metadata));
});

it('finds the root, and no other address', () => {
  assert.deepEqual(routeOf('/'), { kind: 'root' });
  assert.deepEqual(routeOf('http://crm.example.com'), { kind: 'root' });
  assert.deepEqual(routeOf('//'), { kind: 'root' });
  const others = [
    '/x',
    '*',
    '',
    '/Remote/Services88/User',
    '/Remote/Services88/User.svc/',
    '/Remote/Services8/User.svc',
    '/Remote/Services888/User.svc',
    '/Remote/Services8x/User.svc',
    '/xRemote/Services88/User.svc',
    '/Remote/Services88/Us%65r.svc',
  ];
  for (const target of others.filter(Boolean))
    assert.deepEqual(routeOf(target), { kind: 'unknown' }, target);
});

it('finds calls of operations, except those of pages and other spellings', () => {
  const route = (url: string, method = 'POST', headers: IncomingHttpHeaders = {}) =>
    routeOfRequest({ method, url, headers });
  const path = '/api/v1/agents/User/GetUser';
  const call = { kind: 'operation', firstSegment: '', path };
  assert.deepEqual(route(path), call);
  assert.deepEqual(route(`${path}?a=b`), call);
  assert.deepEqual(route(`/Cust1${path}`), { ...call, firstSegment: 'Cust1' });
  assert.equal(route(path, 'GET').kind, 'web');
  assert.equal(route(path, 'POST', { origin: 'null' }).kind, 'web');
  for (const other of [`${path}/`, `${path}/x`, '/api/v1/agents/User', `${path}%20`, '/api']) {
    assert.equal(route(other).kind, 'web', other);
  }
  assert.equal(route('/').kind, 'root');
});
