/** The commands and options that a shell can complete, read from commander's tree. */
import type { Command, Option } from 'commander';
import { settingChoices } from '../settings-input.ts';

/** Words to choose from, or file or directory names; null when the value cannot be completed. */
type CompletedValue = readonly string[] | 'file' | 'directory' | null;

interface CompletedOption {
  /** Such as `--json`. */
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly value: CompletedValue;
}

export interface CompletedCommand {
  /** The words of the command without the program name, such as `app key add`. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CompletedCommand[];
  readonly options: readonly CompletedOption[];
  /** The choices of its arguments. */
  readonly argumentWords: readonly string[];
}

/** The program itself first, then every command below it. */
export function completedCommandsOf(program: Command): readonly CompletedCommand[] {
  const all = (command: CompletedCommand): readonly CompletedCommand[] => [
    command,
    ...command.commands.flatMap(all),
  ];
  return all(completedCommand(program, ''));
}

function completedCommand(command: Command, path: string): CompletedCommand {
  const help = command.createHelp();
  const commands = help
    .visibleCommands(command)
    .filter((child) => command.commands.includes(child))
    .map((child) => completedCommand(child, `${path} ${child.name()}`.trimStart()));
  const options = help.visibleOptions(command).flatMap(completedOption);
  const argumentWords = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  return {
    path,
    name: command.name(),
    summary: command.summary(),
    commands,
    options,
    argumentWords,
  };
}

function completedOption(option: Option): readonly CompletedOption[] {
  const { long, description, required, optional } = option;
  if (!long) return [];
  const summary = firstClause(description);
  return [{ flag: long, summary, takesValue: required || optional, value: completedValue(option) }];
}

function completedValue(option: Option): CompletedValue {
  const choices = option.argChoices ?? settingChoices(option.attributeName());
  if (choices.length > 0) return choices;
  const [, placeholder] = /[<[](.+)[>\]]/.exec(option.flags) ?? [];
  if (placeholder === 'dir') return 'directory';
  return placeholder === 'file' || /File$/.test(option.attributeName()) ? 'file' : null;
}

/** Shortened, because a list of candidates has room for a few words only. */
function firstClause(description: string): string {
  return description.replace(/[;:(,].*$/s, '').trim();
}
