import assert from 'node:assert/strict';
import { it } from 'node:test';
import { routeOf } from './routes.ts';

const service = (serviceName: string, path: string, wantsWsdl = false, firstSegment = '') => ({
  kind: 'service',
  firstSegment,
  serviceName,
  path,
  wantsWsdl,
});

it('finds services below any path, in any case, and in absolute URIs', () => {
  const path = '/Remote/Services88/User.svc';
  assert.deepEqual(routeOf(path), service('User', path));
  assert.deepEqual(routeOf(`${path}?x=wsdl`), service('User', path));
  for (const query of ['?wsdl', '?WSDL', '?singleWsdl', '?singlewsdl&x', '?wsdl=']) {
    assert.deepEqual(routeOf(path + query), service('User', path, true));
  }
  assert.deepEqual(
    routeOf(`/a/b${path.toUpperCase()}`),
    service('USER', `/a/b${path.toUpperCase()}`, false, 'a'),
  );
  assert.deepEqual(routeOf(`/Cust1${path}?wsdl`), service('User', `/Cust1${path}`, true, 'Cust1'));
  assert.deepEqual(routeOf(`http://crm.example.com:80${path}?wsdl`), service('User', path, true));
});

it('knows the root and nothing else', () => {
  assert.deepEqual(routeOf('/'), { kind: 'root' });
  assert.deepEqual(routeOf('http://crm.example.com'), { kind: 'root' });
  const others = [
    '/x',
    '*',
    '',
    '/Remote/Services88/User',
    '/Remote/Services88/User.svc/',
    '/Remote/Services87/User.svc',
    '/xRemote/Services88/User.svc',
    '/Remote/Services88/Us%65r.svc',
  ];
  for (const target of others.filter(Boolean))
    assert.deepEqual(routeOf(target), { kind: 'unknown' }, target);
});
