/**
 * Writes `goldens/`: what the program says to the outside, committed so that a change of it is seen
 * in review. With `--check` it writes nothing and fails when a committed file is not what the
 * sources make now, is missing, or is left over.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { soPrincipalService } from '../src/contract/services88/so-principal.ts';
import { userService } from '../src/contract/services88/user.ts';
import { wsdlOf } from '../src/soap/wsdl.ts';
import { printCliHelp } from './cli-help.ts';

const SERVICES = 'http://localhost:8088/Remote/Services88';

type Golden = () => string | Promise<string>;

/** File name in `goldens/` to what makes its text. */
const GOLDENS: Readonly<Record<string, Golden>> = {
  'cli-help.txt': printCliHelp,
  'wsdl-SoPrincipal.xml': () => wsdlOf(soPrincipalService, `${SERVICES}/SoPrincipal.svc`),
  'wsdl-User.xml': () => wsdlOf(userService, `${SERVICES}/User.svc`),
};

const FOLDER = new URL('../goldens/', import.meta.url);
const LINES_SHOWN_MAX = 5;

const committed = readCommitted();
const generated = await generate();
if (process.argv.includes('--check')) check();
else write();

function readCommitted(): Map<string, string> {
  const names = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];
  return new Map(names.map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]));
}

async function generate(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, golden] of Object.entries(GOLDENS)) texts.set(name, await golden());
  return texts;
}

function write(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of generated) writeFileSync(new URL(name, FOLDER), text);
  for (const name of leftOver()) rmSync(new URL(name, FOLDER));
}

function check(): void {
  const problems = leftOver().map((name) => `goldens/${name} is left over: nothing makes it`);
  for (const [name, text] of generated) {
    const before = committed.get(name);
    if (before === undefined) problems.push(`goldens/${name} is missing`);
    else if (before !== text) problems.push(describeDifference(name, before, text));
  }
  if (problems.length === 0) return;
  console.error(`${problems.join('\n\n')}\n\nIf the change is meant: run npm run goldens`);
  process.exitCode = 1;
}

function leftOver(): string[] {
  return [...committed.keys()].filter((name) => !generated.has(name));
}

function describeDifference(name: string, before: string, now: string): string {
  const beforeLines = before.split('\n');
  const nowLines = now.split('\n');
  const first = nowLines.findIndex((line, index) => line !== beforeLines[index]);
  const start = first === -1 ? nowLines.length : first;
  return [
    `goldens/${name} differs from line ${start + 1}:`,
    ...beforeLines.slice(start, start + LINES_SHOWN_MAX).map((line) => `  - ${line}`),
    ...nowLines.slice(start, start + LINES_SHOWN_MAX).map((line) => `  + ${line}`),
  ].join('\n');
}
