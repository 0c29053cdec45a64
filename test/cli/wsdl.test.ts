/** `wsdl`, which needs no installation. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { contractOf } from '../../src/contract/contract-of.ts';
import { editions } from '../../src/contract/editions.ts';
import { soPrincipalService } from '../../src/contract/services88/so-principal.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { wsdlOf } from '../../src/soap/wsdl.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
});
after(() => cli.close());

for (const service of [userService, soPrincipalService]) {
  test(`prints the WSDL of ${service.name}, with its name in any case`, async () => {
    const usual = `http://localhost:8088/Remote/Services88/${service.name}.svc`;
    for (const name of [service.name, service.name.toUpperCase()]) {
      const { exitCode, stdout } = await cli.runElsewhere(['wsdl', name]);
      assert.equal(exitCode, 0);
      assert.equal(stdout, wsdlOf(service, usual));
    }
  });
}

test('inserts the given address', async () => {
  const address = 'https://crm.example.com/Remote/Services88/User.svc';
  const { stdout } = await cli.runElsewhere(['wsdl', 'User', '--address', address]);
  assert.ok(stdout.includes(`<soap:address location="${address}"/>`));
  assert.ok(!stdout.includes('localhost'));
});

test('prints the WSDL of each version and of each edition of Services88', async () => {
  for (const edition of editions) {
    const [version = '', release = '11'] = edition.split('/');
    const args = ['wsdl', 'User', '--services-version', version, '--services88-edition', release];
    const { exitCode, stdout } = await cli.runElsewhere(args);
    assert.equal(exitCode, 0);
    const service = contractOf(edition).find(({ name }) => name === 'User');
    assert.ok(service);
    assert.equal(
      stdout,
      wsdlOf(service, `http://localhost:8088/Remote/Services${version}/User.svc`),
    );
  }
});

test('refuses a version that does not exist', async () => {
  const { exitCode, stderr } = await cli.runElsewhere(['wsdl', 'User', '--services-version', '83']);
  assert.equal(exitCode, exitCodes.usage);
  assert.match(stderr, /Allowed choices are 84, 85, 86, 87, 88/);
});

test('lists the services when the name is unknown', async () => {
  const { exitCode, stdout, stderr } = await cli.runElsewhere(['wsdl', 'Contact']);
  assert.deepEqual([exitCode, stdout], [exitCodes.usage, '']);
  assert.match(stderr, /no service named Contact\. The services are: SoPrincipal, User\./);
});

test('refuses an address that is not a URL', async () => {
  for (const address of ['crm.example.com', 'ftp://crm.example.com/', '']) {
    const args = ['wsdl', 'User', '--address', address];
    const { exitCode, stderr } = await cli.runElsewhere(args);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /Expected an http or https URL/);
  }
});
