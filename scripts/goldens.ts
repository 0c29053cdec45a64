/**
 * Writes `goldens/` and `schemas/`: the public output of the program; the seeds of the demo in the
 * form that it loads; and the tables of databases in memory. They are committed, so that reviews
 * show each change. With `--check` it writes nothing, and fails when a committed file is out of
 * date, missing or left over.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { consoleOpenApi } from '../src/console-server/console-openapi.ts';
import { services } from '../src/contract/services88/services.ts';
import { soPrincipalService } from '../src/contract/services88/so-principal.ts';
import { userService } from '../src/contract/services88/user.ts';
import { product } from '../src/product.ts';
import { openApiOf } from '../src/rest/openapi.ts';
import { readLocatedYaml } from '../src/seed/located-yaml.ts';
import { printSeedJsonSchema } from '../src/seed/seed-json-schema.ts';
import { seedSchema } from '../src/seed/seed-schema.ts';
import { wsdlOf } from '../src/soap/wsdl.ts';
import { controlOpenApi } from '../src/testing/control/control-openapi.ts';
import { printCliHelp } from './cli-help.ts';
import { printSqliteTables } from './sqlite-tables.ts';

const SERVICES = 'http://localhost:8088/Remote/Services88';

type Golden = () => string | Promise<string>;

/** Maps the path of each file to the function that makes its text. */
const GOLDENS: Readonly<Record<string, Golden>> = {
  'goldens/cli-help.txt': printCliHelp,
  // test/rest/openapi.test.ts compares the on-site document with this one.
  'goldens/openapi-online.json': printOpenApi,
  'goldens/openapi-console.json': () => printJson(consoleOpenApi()),
  'goldens/openapi-control.json': () => printJson(controlOpenApi()),
  'goldens/wsdl-SoPrincipal.xml': () => wsdlOf(soPrincipalService, `${SERVICES}/SoPrincipal.svc`),
  'goldens/wsdl-User.xml': () => wsdlOf(userService, `${SERVICES}/User.svc`),
  'schemas/seed.schema.json': printSeedJsonSchema,
  'seeds/demo-online.json': () => printCheckedSeed('seeds/demo-online.yaml'),
  'seeds/demo-onsite.json': () => printCheckedSeed('seeds/demo-onsite.yaml'),
  'src/storage/sqlite/tables.json': printSqliteTables,
};

const ROOT = new URL('../', import.meta.url);
/** All that is in these is generated. */
const FOLDERS = ['goldens', 'schemas'];
const LINES_SHOWN_MAX = 5;

const committed = readCommitted();
const generated = await generate();
if (process.argv.includes('--check')) check();
else write();

/** Without `servers`, which depend on the installation. */
function printOpenApi(): string {
  return printJson(openApiOf(services, product, true));
}

function printJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function printCheckedSeed(path: string): string {
  const { value } = readLocatedYaml(readFileSync(new URL(path, ROOT), 'utf8'));
  return `${JSON.stringify(seedSchema.parse(value))}\n`;
}

function readCommitted(): Map<string, string> {
  const inFolders = FOLDERS.filter((folder) => existsSync(new URL(folder, ROOT))).flatMap(
    (folder) => readdirSync(new URL(folder, ROOT)).map((name) => `${folder}/${name}`),
  );
  const paths = new Set([...inFolders, ...Object.keys(GOLDENS)]);
  const present = [...paths].filter((path) => existsSync(new URL(path, ROOT)));
  return new Map(present.sort().map((path) => [path, readFileSync(new URL(path, ROOT), 'utf8')]));
}

async function generate(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, golden] of Object.entries(GOLDENS)) texts.set(name, await golden());
  return texts;
}

function write(): void {
  for (const folder of FOLDERS) mkdirSync(new URL(folder, ROOT), { recursive: true });
  for (const [path, text] of generated) writeFileSync(new URL(path, ROOT), text);
  for (const path of leftOver()) rmSync(new URL(path, ROOT));
}

function check(): void {
  const problems = leftOver().map((name) => `${name} is left over: nothing makes it`);
  for (const [name, text] of generated) {
    const before = committed.get(name);
    if (before === undefined) problems.push(`${name} is missing`);
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
    `${name} differs from line ${start + 1}:`,
    ...beforeLines.slice(start, start + LINES_SHOWN_MAX).map((line) => `  - ${line}`),
    ...nowLines.slice(start, start + LINES_SHOWN_MAX).map((line) => `  + ${line}`),
  ].join('\n');
}
