/**
 * The idle time of CS sessions. It is a setting of the server. Commands that say whether a session
 * is live need it too.
 */
import type { Command } from 'commander';
import { lifetimesOf, type Settings, settingsSchema } from '../../../settings.ts';
import type { DataOptions } from '../../data-option.ts';
import { addSettingsOptions, readSettings } from '../../settings-input.ts';
import type { Terminal } from '../../terminal.ts';

const settingNames = Object.keys(settingsSchema.shape) as (keyof Settings & string)[];

export interface IdleTimeOptions extends DataOptions {
  readonly csSessionIdleSeconds?: string;
  readonly settings?: string;
}

/** The paragraph about it in the help of these commands. */
export const idleTimeHelp =
  'The idle time after which a CS session ends is a setting of the server. This command reads it ' +
  'from the environment and the settings file, as the server does. If the server gets it from a ' +
  'flag, pass the same flag here.';

export function addIdleTimeOptions(command: Command): Command {
  const others = settingNames.filter((name) => name !== 'csSessionIdleSeconds');
  return addSettingsOptions(command, others);
}

/** @throws CliError `usage` for settings that the server would reject. */
export async function readIdleMs(
  { data, csSessionIdleSeconds, settings }: IdleTimeOptions,
  terminal: Terminal,
): Promise<number> {
  const given = await readSettings({ csSessionIdleSeconds, settings }, data, terminal);
  return lifetimesOf(given).csSessionIdleMs;
}
