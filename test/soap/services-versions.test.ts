/** Services84 to Services88 of one server: each as its clients know it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import {
  type Services88Edition,
  type ServicesVersion,
  services88Editions,
  servicesVersions,
} from '../../src/contract/editions.ts';
import type { Settings } from '../../src/settings.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { reasonOf } from '../support/service-calls.ts';
import { type Answer, contentOf, envelope, post, textAt } from '../support/soap-messages.ts';
import { callVersion as call, namespaceOf } from '../support/version-calls.ts';

/** A call of the demo user, who may do everything. */
const asDemo = (url: string, version: ServicesVersion, body: string) =>
  call(url, { version, body, credentials: sampleTicket });

const LOGIN =
  '<AuthenticateUsernamePassword><UserName>demo</UserName><Password>demo</Password>' +
  '</AuthenticateUsernamePassword>';

function requireSuccess(answer: Answer, version: ServicesVersion): Answer {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.header.get('Succeeded')?.text, 'true', answer.text);
  const named = answer.text.match(/Services\d\d/g);
  assert.deepEqual([...new Set(named)], [`Services${version}`]);
  return answer;
}

async function requireUnknown(answering: Promise<Answer>, operation: string): Promise<void> {
  const answer = await answering;
  assert.equal(answer.status, 500);
  assert.match(reasonOf(answer), new RegExp(`has no operation ${operation}\\. It has`));
}

async function withServer(
  settings: Partial<Settings>,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const server = await startDemoServer({ settings });
  await work(server.url).finally(() => server.close());
}

for (const fastPath of [true, false]) {
  describe(`every version, ${fastPath ? 'on the fast path' : 'by node:http'}`, () => {
    let server: DemoServer;
    before(async () => {
      server = await startDemoServer({ settings: { fastPath } });
    });
    after(() => server.close());

    for (const version of servicesVersions) {
      it(`logs in at Services${version}, and takes the ticket`, async () => {
        const login = requireSuccess(
          await call(server.url, { version, service: 'SoPrincipal', body: LOGIN }),
          version,
        );
        assert.equal(textAt(login.body, 'AuthenticationSucceeded'), 'true');
        assert.equal(textAt(login.body, 'Response', 'Associate'), 'demo');
        const credentials = textAt(login.body, 'Credentials', 'Ticket') ?? '';
        const body = '<GetRole><RoleId>17</RoleId></GetRole>';
        const role = requireSuccess(
          await call(server.url, { version, body, credentials }),
          version,
        );
        assert.equal(textAt(role.body, 'Response', 'Value'), 'Demo');
      });

      it(`has in Services${version} the operations of its time`, async () => {
        const token = asDemo(server.url, version, '<GetAccessToken/>');
        if (version < '87') await requireUnknown(token, 'GetAccessToken');
        else assert.match(textAt((await token).body, 'Response') ?? '', /^8A:/);
        const service = 'SoPrincipal';
        const body = '<AuthenticateWithAccessToken/>';
        const login = call(server.url, { version, service, body });
        if (version < '86') await requireUnknown(login, 'AuthenticateWithAccessToken');
        else requireSuccess(await login, version);
      });

      it(`writes and reads in Services${version} whether a group is deleted`, async () => {
        const words = version < '87' ? ['0', '1'] : ['false', 'true'];
        const name = `Group of ${version}`;
        const save = (id: string, deleted: string) =>
          asDemo(
            server.url,
            version,
            '<SaveUserGroup><UserGroup>' +
              `<Value>${name}</Value><Id>${id}</Id><Rank>9</Rank><Deleted>${deleted}</Deleted>` +
              '</UserGroup></SaveUserGroup>',
          );
        const added = requireSuccess(await save('0', words[0] ?? ''), version);
        assert.equal(textAt(added.body, 'Response', 'Deleted'), words[0]);
        const id = textAt(added.body, 'Response', 'Id') ?? '';
        const deleted = requireSuccess(await save(id, words[1] ?? ''), version);
        assert.equal(textAt(deleted.body, 'Response', 'Deleted'), words[1]);
      });

      it(`describes users in Services${version} by the fields of its time`, async () => {
        const body = '<GetRoleEntity><RoleEntityId>17</RoleEntityId></GetRoleEntity>';
        const { body: answer } = requireSuccess(await asDemo(server.url, version, body), version);
        const [entity] = answer.children;
        const updatedBy = entity?.children.find(({ name }) => name === 'UpdatedBy');
        assert.ok(updatedBy, version);
        const fields = contentOf(updatedBy).map(([name]) => name);
        const since = { UserName: '86', ExtraFields: '88', CustomFields: '88' };
        for (const [field, first] of Object.entries(since)) {
          assert.equal(fields.includes(field), version >= first, `${field} in ${version}`);
        }
      });

      it(`takes in Services${version} an access token in place of the ticket`, async () => {
        const issued = await asDemo(server.url, '88', '<GetAccessToken/>');
        const credentials = textAt(issued.body, 'Response') ?? '';
        const body = '<GetRole><RoleId>17</RoleId></GetRole>';
        requireSuccess(await call(server.url, { version, body, credentials }), version);
      });

      it(`describes Services${version} for people and programs`, async () => {
        const address = `${server.url}/Remote/Services${version}/User.svc`;
        const wsdl = await (await fetch(`${address}?wsdl`)).text();
        assert.ok(wsdl.includes(`<soap:address location="${address}"`));
        assert.ok(wsdl.includes(`targetNamespace="${namespaceOf(version)}"`));
        const page = await (await fetch(address)).text();
        assert.ok(page.includes(`${namespaceOf(version)}/User/GetUser<`));
        assert.equal(page.includes('GetAccessToken'), version >= '87');
      });
    }
  });
}

describe('a message of one version', () => {
  let server: DemoServer;
  before(async () => {
    server = await startDemoServer();
  });
  after(() => server.close());

  const body = `<GetRole xmlns="${namespaceOf('87')}"><RoleId>17</RoleId></GetRole>`;
  const credentialsIn = (version: string, attributes = '') =>
    `<Credentials xmlns="${namespaceOf(version)}" ${attributes}><Ticket>${sampleTicket}</Ticket></Credentials>`;

  it('is refused at the address of another', async () => {
    const answer = await post(server.url, envelope(body, credentialsIn('87')), {
      path: '/Remote/Services86/User.svc',
    });
    assert.match(reasonOf(answer), /in the namespace ".*Services87"; expected ".*Services86"/);
  });

  it('is refused with the action of another', async () => {
    const answer = await post(server.url, envelope(body, credentialsIn('87')), {
      path: '/Remote/Services87/User.svc',
      headers: { SOAPAction: `"${namespaceOf('88')}/User/GetRole"` },
    });
    assert.match(reasonOf(answer), /SOAPAction says ".*Services88/);
  });

  it('needs the header blocks of its own version', async () => {
    const path = '/Remote/Services87/User.svc';
    const ignored = await post(server.url, envelope(body, credentialsIn('88')), { path });
    const info = ignored.header.get('ExceptionInfo');
    assert.match(textAt(info, 'Message') ?? '', /The request has no ticket/);
    const must = 'e:mustUnderstand="1" xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"';
    const blocks = (version: string) => envelope(body, credentialsIn(version, must));
    const refused = await post(server.url, blocks('88'), { path });
    assert.match(reasonOf(refused), /is marked mustUnderstand, and this server does not/);
    requireSuccess(await post(server.url, blocks('87'), { path }), '87');
  });
});

describe('the edition of Services88', () => {
  const operations: Readonly<Record<string, Services88Edition>> = {
    ValidateUser: '2020',
    GetUserPresenceStatus: '10.2',
    ExchangeCodeAndSaveTokens: '11',
  };
  for (const [position, services88Edition] of services88Editions.entries()) {
    it(`is ${services88Edition} if it is set`, async () => {
      await withServer({ services88Edition }, async (url) => {
        for (const [operation, since] of Object.entries(operations)) {
          const answer = asDemo(url, '88', `<${operation}/>`);
          if (services88Editions.indexOf(since) > position) await requireUnknown(answer, operation);
          else assert.equal((await answer).body.name, `${operation}Response`);
        }
        const role = '<GetRoleEntity><RoleEntityId>17</RoleEntityId></GetRoleEntity>';
        const { text } = requireSuccess(await asDemo(url, '88', role), '88');
        assert.equal(text.includes('ExtraFields'), services88Edition === '11');
        const right =
          '<GetDataRight><RoleId>17</RoleId><TableName>sale</TableName>' +
          '<RelationToOwner>CustomObjects</RelationToOwner></GetDataRight>';
        const answer = await asDemo(url, '88', right);
        assert.equal(answer.body.name === 'Fault', services88Edition !== '11');
      });
    });
  }
});

describe('the served versions', () => {
  const apiOf = async (url: string) => Object(await (await fetch(`${url}/api`)).json());
  const refusalAt = async (url: string, version: ServicesVersion) => {
    const answer = await call(url, { version, service: 'SoPrincipal', body: LOGIN });
    assert.equal(answer.status, 404);
    return reasonOf(answer);
  };

  it('are all, and are named', async () => {
    await withServer({}, async (url) => {
      const { Services, ServicesCurrent } = await apiOf(url);
      assert.deepEqual([Services, ServicesCurrent], ['Services87', 'Services88']);
      const page = await (await fetch(url)).text();
      for (const version of servicesVersions) {
        const address = `${url}/Remote/Services${version}/User.svc`;
        assert.ok(page.includes(`<a href="${address}">`), address);
      }
      const unknown = await fetch(`${url}/Remote/Services83/User.svc?wsdl`);
      assert.equal(unknown.status, 404);
      assert.match(await unknown.text(), /versions are Services84, .* and Services88\.\n$/);
    });
  });

  it('are those of the setting, and the newest of them is the current one', async () => {
    await withServer({ servicesVersions: ['86', '84'] }, async (url) => {
      const { Services, ServicesCurrent } = await apiOf(url);
      assert.deepEqual([Services, ServicesCurrent], ['Services86', 'Services86']);
      const service = 'SoPrincipal';
      for (const version of ['84', '86'] as const) {
        requireSuccess(await call(url, { version, service, body: LOGIN }), version);
      }
      for (const version of ['85', '87', '88'] as const) {
        assert.match(await refusalAt(url, version), /Services are at \/Remote\/Services86\/SoPrin/);
      }
      const page = await (await fetch(url)).text();
      assert.deepEqual(new Set(page.match(/Services\d\d/g)), new Set(['Services84', 'Services86']));
    });
  });

  it('can be one', async () => {
    await withServer({ servicesVersions: ['88'] }, async (url) => {
      const { Services, ServicesCurrent } = await apiOf(url);
      assert.deepEqual([Services, ServicesCurrent], ['Services88', 'Services88']);
      assert.match(await refusalAt(url, '87'), /The only version is Services88\.$/);
      const page = await (await fetch(url)).text();
      assert.deepEqual([...new Set(page.match(/Services\d\d/g))], ['Services88']);
      assert.doesNotMatch(page, /earlier version/);
    });
  });
});
