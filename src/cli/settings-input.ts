/** Reads settings from flags, environment variables and a file, in this order of precedence. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import * as z from 'zod';
import { problemLines } from '../seed/problem-lines.ts';
import { unknownName } from '../seed/unknown-name.ts';
import { type Settings, secretSettings, settingsProblem, settingsSchema } from '../settings.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { isServiceLink } from './service-links.ts';
import type { Terminal } from './terminal.ts';
import { environmentPrefix } from './variable-names.ts';

const SETTINGS_FILE = 'settings.json';

type SettingName = keyof Settings & string;
const names = Object.keys(settingsSchema.shape) as SettingName[];

/** The flag of a setting: `publicUrl` is `--public-url`. Null for a secret, which has none. */
export function flagOf(name: SettingName): string | null {
  if (secretSettings.includes(name)) return null;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The environment variable of a setting: `publicUrl` is `TICKETOFFICE_PUBLIC_URL`. */
export function variableOf(name: SettingName): string {
  return environmentPrefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

export const settingVariables: readonly string[] = names.map(variableOf);

/** The default as users write it; null when there is none. */
export function defaultOf(name: SettingName): string | null {
  const value = settingsSchema.shape[name].parse(undefined);
  return value === null || (Array.isArray(value) && value.length === 0) ? null : String(value);
}

export function descriptionOf(name: SettingName): string {
  return settingsSchema.shape[name].description ?? '';
}

/** The words that a setting accepts. Empty when it is not a setting, or not of this kind. */
export function settingChoices(name: string): readonly string[] {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
  const described = schema.properties?.[name];
  if (typeof described !== 'object') return [];
  const branches = [described, ...(described.anyOf ?? [])];
  return branches.flatMap((branch) => branch.enum ?? []).map(String);
}

export function addSettingsOptions(command: Command, omit: readonly SettingName[] = []): Command {
  for (const name of names.filter((candidate) => !omit.includes(candidate))) {
    const flag = flagOf(name);
    if (flag === null) continue;
    const given = defaultOf(name);
    const description = descriptionOf(name) + (given === null ? '' : ` (default: ${given})`);
    command.addOption(new Option(`${flag} <value>`, description));
  }
  return command.option(
    '--settings <file>',
    `settings as JSON (default: ${SETTINGS_FILE} in the data directory, if there)`,
  );
}

/**
 * @param flags the options that commander parsed.
 * @param directory the data directory; null when there is no settings file to look for.
 * @throws CliError `usage` with the setting, its source and what was expected.
 */
export async function readSettings(
  flags: Readonly<Record<string, unknown>>,
  directory: string | null,
  terminal: Terminal,
): Promise<Settings> {
  const file = await readSettingsFile(flags['settings'], directory);
  const given: Record<string, unknown> = { ...file.values };
  const sources: Record<string, string> = {};
  for (const name of names) {
    const variable = terminal.environment[variableOf(name)];
    if (variable !== undefined && !isServiceLink(variableOf(name), variable)) {
      given[name] = variable;
      sources[name] = variableOf(name);
    }
    const flag = flagOf(name);
    if (flag !== null && flags[name] !== undefined) {
      given[name] = flags[name];
      sources[name] = flag;
    }
  }
  const result = settingsSchema.safeParse(given);
  if (!result.success) throw usageError(result.error, sources, file.name);
  const problem = settingsProblem(result.data);
  if (problem !== null) throw new CliError(exitCodes.usage, problem);
  return result.data;
}

function usageError(
  error: z.ZodError,
  sources: Readonly<Record<string, string>>,
  fileName: string,
): CliError {
  const lines = error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? '');
    return `${sources[name] ?? [fileName, name].filter(Boolean).join(': ')}: ${message}`;
  });
  return new CliError(exitCodes.usage, lines.join('\n'));
}

async function readSettingsFile(flag: unknown, directory: string | null) {
  const usual = directory === null ? null : join(directory, SETTINGS_FILE);
  const name = typeof flag === 'string' ? flag : usual;
  if (name === null || (flag === undefined && !existsSync(name))) return { name: '', values: {} };
  let values: unknown;
  try {
    values = JSON.parse(await readFile(name, 'utf8'));
  } catch (error) {
    throw new CliError(
      exitCodes.usage,
      `The settings file ${name} cannot be read: ${reasonOf(error)}`,
    );
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new CliError(exitCodes.usage, `The settings file ${name} must hold a JSON object.`);
  }
  requireSettings(Object.keys(values), name);
  return { name, values };
}

/** The parser's message quotes the file, which may hold a secret. */
function reasonOf(error: unknown): string {
  if (!(error instanceof SyntaxError)) return error instanceof Error ? error.message : '';
  const [place = ''] = / \(line \d+ column \d+\)/.exec(error.message) ?? [];
  return `it is not JSON${place}`;
}

/** @throws CliError `usage` with the properties that are not settings. */
function requireSettings(properties: readonly string[], fileName: string): void {
  const problems = properties
    .filter((property) => !names.some((name) => name === property))
    .map((property) => `${fileName}: ${unknownName('setting', property, names)}`);
  if (problems.length > 0) throw new CliError(exitCodes.usage, problemLines(problems));
}
