/** OpenID Connect and OAuth libraries of other languages, each in a program that a person uses. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { skipWithoutBrowser } from '../../../support/browser/find-browser.ts';
import {
  type InstalledToolkit,
  phpLeagueLoader,
  phpSoap,
  pythonAuthlib,
} from '../../../support/interpreters.ts';
import { ClientScene, type Told, type Visit } from './client-scene.ts';

let scene: ClientScene;

/** @param own the first arguments, before those that every program has. */
async function run(
  file: string,
  { interpreter }: InstalledToolkit,
  own: readonly string[],
  visit: Visit,
): Promise<Told> {
  assert.ok(interpreter);
  const [command, ...options] = interpreter;
  const { clientId, token } = scene.parts.application;
  const { origin } = scene.parts.login.cast;
  const args = [...own, origin, clientId, token, scene.redirectUri, scene.outUri];
  const all = [...options, join(import.meta.dirname, file), ...args];
  const client = spawn(command, all, { stdio: ['pipe', 'pipe', 'inherit'], timeout: 60_000 });
  const exited = once(client, 'exit');
  const [line] = (await once(client.stdout, 'data')) as [Buffer];
  client.stdin.end(`${(await visit(line.toString().trim())).href}\n`);
  const told = await text(client.stdout);
  assert.deepEqual(await exited, [0, null]);
  return JSON.parse(told);
}

const skipAuthlib = pythonAuthlib.interpreter === null && `needs ${pythonAuthlib.needs}`;
const skipLeague =
  (phpSoap.interpreter === null && `needs ${phpSoap.needs}`) ||
  (phpLeagueLoader === null && 'PHP_OAUTH2_CLIENT_AUTOLOAD names no file that loads the library');

describe('a program of another language signs a person in', { skip: skipWithoutBrowser }, () => {
  before(async () => {
    scene = await ClientScene.create();
  });
  after(() => scene.close());

  it(
    'Authlib uses PKCE, and verifies the id_token by the published keys',
    { skip: skipAuthlib },
    () => scene.require((visit) => run('login_authlib.py', pythonAuthlib, [], visit)),
  );

  it('league/oauth2-client uses PKCE', { skip: skipLeague }, () =>
    scene.require((visit) => run('login-league.php', phpSoap, [phpLeagueLoader ?? ''], visit)),
  );
});
