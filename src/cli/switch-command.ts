/** Commands that enable or disable something, such as `user disable` and `tenant resume`. */
import type { Command } from 'commander';
import type { DataOptions } from './data-option.ts';
import { printRecord, type Terminal } from './terminal.ts';

/** The texts of such a command. */
export interface SwitchWords {
  readonly summary: string;
  readonly description: string;
  readonly argument: readonly [name: string, help: string];
  readonly example: string;
  /** The text after the name of the record. */
  readonly changed: string;
  readonly unchanged: string;
}

/** The result. */
export interface Switched {
  readonly name: string;
  readonly wasSoBefore: boolean;
  /** The record to print. */
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * @param command already has the options that select the installation.
 * @param act receives the name of the record as the user gave it.
 */
export function addSwitchCommand<O extends DataOptions>(
  command: Command,
  terminal: Terminal,
  words: SwitchWords,
  act: (options: O, given: string) => Promise<Switched>,
): void {
  const [name, help] = words.argument;
  command
    .summary(words.summary)
    .description(words.description)
    .argument(`<${name}>`, help)
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  $ ticketoffice ${words.example}`)
    .action(async (given: string, options: O & { json?: boolean }) => {
      const switched = await act(options, given);
      printRecord(terminal, options.json ?? false, switched.record);
      const said = switched.wasSoBefore ? `${words.unchanged} Nothing was changed.` : words.changed;
      terminal.note(`${switched.name} ${said}`);
    });
}
