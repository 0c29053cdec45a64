/** Commands that switch something on or off, such as `user disable` and `tenant resume`. */
import type { Command } from 'commander';
import type { DataOptions } from './data-option.ts';
import { printRecord, type Terminal } from './terminal.ts';

/** What such a command says. */
export interface SwitchWords {
  readonly summary: string;
  readonly description: string;
  readonly argument: readonly [name: string, help: string];
  readonly example: string;
  /** What follows the name of the record. */
  readonly changed: string;
  readonly unchanged: string;
}

/** What came of it. */
export interface Switched {
  readonly name: string;
  readonly wasSoBefore: boolean;
  /** To print. */
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * @param command with the options that say where the record is.
 * @param act is told which record, as it was given.
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
