/** `wsdl`, which needs no installation. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
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
