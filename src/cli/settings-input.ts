/** Reads settings from flags, environment variables and a file, in this order of precedence. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import * as z from 'zod';
import type { SettingRecord } from '../console-api/settings.ts';
import { problemLines } from '../seed/problem-lines.ts';
import { unknownName } from '../seed/unknown-name.ts';
import { type Settings, secretSettings, settingsSchema } from '../settings.ts';
import { settingsProblem } from '../settings-problem.ts';
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
  return textOf(settingsSchema.shape[name].parse(undefined));
}

/** A value as users write it. Null when there is none. */
function textOf(value: Settings[SettingName]): string | null {
  return value === null || (Array.isArray(value) && value.length === 0) ? null : String(value);
}

/** The settings as the console shows them, without secrets. */
export function settingRecordsOf({ settings, sources }: GivenSettings): readonly SettingRecord[] {
  return names.map((name) => {
    const isSecret = secretSettings.includes(name);
    const value = textOf(settings[name]);
    const source = sources[name];
    const isPreset = value !== defaultOf(name);
    return {
      name,
      value: isSecret ? null : value,
      isSecret,
      isSet: value !== null,
      source: source?.kind ?? (isPreset ? 'command' : 'default'),
      sourceName: source?.name ?? null,
      defaultValue: defaultOf(name),
      description: descriptionOf(name),
    };
  });
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

/** Where a setting was given. */
export interface SettingSource {
  readonly kind: 'flag' | 'environment' | 'file';
  /** Such as `--port`, `TICKETOFFICE_PORT` or the name of the file. */
  readonly name: string;
}

export interface GivenSettings {
  readonly settings: Settings;
  /** By setting. Those that were not given are missing. */
  readonly sources: Readonly<Record<string, SettingSource>>;
}

/** Settings that a command sets itself. */
export interface CommandSettings {
  /** Defaults in place of the usual ones. */
  readonly presets?: Readonly<Partial<Record<SettingName, unknown>>>;
  /** Values that nothing else can set. */
  readonly fixed?: Readonly<Partial<Record<SettingName, unknown>>>;
}

/** Reads settings as `readGivenSettings` does. */
export async function readSettings(
  ...given: Parameters<typeof readGivenSettings>
): Promise<Settings> {
  return (await readGivenSettings(...given)).settings;
}

/**
 * @param flags the options that commander parsed.
 * @param directory the data directory; null when there is no settings file to look for.
 * @param command what the command sets itself.
 * @throws CliError `usage` with the setting, its source and what was expected.
 */
export async function readGivenSettings(
  flags: Readonly<Record<string, unknown>>,
  directory: string | null,
  terminal: Terminal,
  { presets = {}, fixed = {} }: CommandSettings = {},
): Promise<GivenSettings> {
  const file = await readSettingsFile(flags['settings'], directory);
  const given: Record<string, unknown> = { ...presets, ...file.values };
  const sources: Record<string, SettingSource> = Object.fromEntries(
    Object.keys(file.values).map((name) => [name, { kind: 'file', name: file.name }]),
  );
  for (const name of names.filter((candidate) => !Object.hasOwn(fixed, candidate))) {
    const variable = terminal.environment[variableOf(name)];
    if (variable !== undefined && !isServiceLink(variableOf(name), variable)) {
      given[name] = variable;
      sources[name] = { kind: 'environment', name: variableOf(name) };
    }
    const flag = flagOf(name);
    if (flag !== null && flags[name] !== undefined) {
      given[name] = flags[name];
      sources[name] = { kind: 'flag', name: flag };
    }
  }
  const result = settingsSchema.safeParse({ ...given, ...fixed });
  if (!result.success) throw usageError(result.error, sources);
  const problem = settingsProblem(result.data);
  if (problem !== null) throw new CliError(exitCodes.usage, problem);
  return { settings: result.data, sources };
}

function usageError(error: z.ZodError, sources: GivenSettings['sources']): CliError {
  const lines = error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? '');
    const source = sources[name];
    const place = source?.kind === 'file' ? `${source.name}: ${name}` : (source?.name ?? name);
    return `${place}: ${message}`;
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
