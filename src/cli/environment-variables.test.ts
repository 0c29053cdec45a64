import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { testTerminal } from '../../test/support/test-terminal.ts';
import { CliError } from './cli-error.ts';
import { knownVariables } from './environment-variables.ts';
import { exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';

/** What a command that needs nothing says with these variables; null where it does its work. */
async function refusalOf(environment: Readonly<Record<string, string>>): Promise<string | null> {
  const args = ['wsdl', 'User'];
  const program = await createProgram(testTerminal({ environment }), args);
  try {
    await program.parseAsync(args, { from: 'user' });
    return null;
  } catch (error) {
    assert.ok(error instanceof CliError);
    assert.equal(error.exitCode, exitCodes.usage);
    return error.message;
  }
}

test('an unknown variable is an error with the nearest name, without its value', async () => {
  const variables = { TICKETOFFICE_PUBLIC_ULR: 'secret', TICKETOFFICE_DATTA: './data' };
  const [first, second, ...rest] = (await refusalOf(variables))?.split('\n') ?? [];
  assert.match(
    `${first}`,
    /no variable TICKETOFFICE_PUBLIC_ULR; did you mean TICKETOFFICE_PUBLIC_URL\?$/,
  );
  assert.match(`${second}`, /no variable TICKETOFFICE_DATTA; did you mean TICKETOFFICE_DATA\?$/);
  assert.match(rest.join(), /unset it/);
  assert.doesNotMatch([first, second, ...rest].join(), /secret/);
});

test('a name unlike any other is refused with a list of known names', async () => {
  const refusal = await refusalOf({ TICKETOFFICE_COLOUR: 'blue' });
  assert.match(`${refusal}`, /TICKETOFFICE_COLOUR; expected one of TICKETOFFICE_HOST, /);
});

test('variables that are read, and those of others, pass', async () => {
  const known = Object.fromEntries(knownVariables.map((name) => [name, 'x']));
  assert.equal(await refusalOf({ ...known, PORT: 'x', MY_TICKETOFFICE_X: 'x' }), null);
});

test('what Kubernetes sets for services whose names begin with this one passes', async () => {
  const links = {
    TICKETOFFICE_SERVICE_HOST: '10.0.0.11',
    TICKETOFFICE_SERVICE_PORT: '8088',
    TICKETOFFICE_SERVICE_PORT_HTTP: '8088',
    TICKETOFFICE_PORT_8088_TCP: 'tcp://10.0.0.11:8088',
    TICKETOFFICE_PORT_8088_TCP_PROTO: 'tcp',
    TICKETOFFICE_PORT_8088_TCP_ADDR: '10.0.0.11',
    TICKETOFFICE_POSTGRESQL_SERVICE_HOST: '10.0.0.12',
    TICKETOFFICE_POSTGRESQL_SERVICE_PORT_TCP_POSTGRESQL: '5432',
    TICKETOFFICE_POSTGRESQL_PORT: 'tcp://10.0.0.12:5432',
    TICKETOFFICE_POSTGRESQL_PORT_5432_TCP: 'tcp://10.0.0.12:5432',
  };
  assert.equal(await refusalOf(links), null);
  assert.match(
    `${await refusalOf({ TICKETOFFICE_PROT: '9000' })}`,
    /did you mean TICKETOFFICE_PORT/,
  );
  assert.match(`${await refusalOf({ TICKETOFFICE_WEB_PORT: '9000' })}`, /TICKETOFFICE_WEB_PORT/);
});

test('the list has the variable of every option', async () => {
  const variablesOf = ({ options, commands }: Command): readonly string[] => [
    ...options.flatMap(({ envVar }) => envVar ?? []),
    ...commands.flatMap(variablesOf),
  ];
  const read = new Set(variablesOf(await createProgram(testTerminal())));
  read.delete('DATABASE_URL');
  assert.ok(read.size >= 3);
  assert.deepEqual(
    [...read].filter((name) => !knownVariables.includes(name)),
    [],
  );
});
