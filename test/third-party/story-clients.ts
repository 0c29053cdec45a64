/** The SOAP toolkits that tell the story of a user, each in its own language. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type InstalledToolkit, phpSoap, pythonZeep } from '../support/interpreters.ts';
import { nodeSoap } from './node-soap-toolkit.ts';
import { strongSoap } from './strong-soap-toolkit.ts';
import type { Toolkit } from './toolkit.ts';
import { type Person, tellStory } from './user-story.ts';

export interface Client {
  readonly name: string;
  readonly skip: string | false;
  /** @param wsdls the files of SoPrincipal and User. Empty for those at the server. */
  tell(url: string, person: Person, wsdls: readonly string[]): Promise<unknown>;
}

function program(file: string, { interpreter, needs }: InstalledToolkit): Client {
  return {
    name: file,
    skip: interpreter === null && `needs ${needs}`,
    tell: async (url, { administrator, password, personId }, wsdls) => {
      assert.ok(interpreter);
      const [command, ...options] = interpreter;
      const args = [url, administrator, password, String(personId), ...wsdls];
      const all = [...options, join(import.meta.dirname, file), ...args];
      const { stdout, stderr } = await promisify(execFile)(command, all, { timeout: 60_000 });
      assert.equal(stderr, '');
      return JSON.parse(stdout);
    },
  };
}

function library(toolkit: Toolkit): Client {
  return {
    name: toolkit.name,
    skip: false,
    tell: async (url, person, [ofPrincipal, ofUser]) => {
      const connect = (service: string, file: string | undefined) => {
        const endpoint = `${url}/Remote/Services88/${service}.svc`;
        return toolkit.connect(file ?? `${endpoint}?wsdl`, endpoint, '1.1');
      };
      const principal = await connect('SoPrincipal', ofPrincipal);
      return tellStory({ principal, user: await connect('User', ofUser) }, person);
    },
  };
}

export const clients: readonly Client[] = [
  program('user_story.py', pythonZeep),
  program('user-story.php', phpSoap),
  library(nodeSoap),
  library(strongSoap),
];
