/** `--out`: the file that a command creates. */
import { type Command, Option } from 'commander';

export function addOutOption(command: Command): Command {
  const description = 'the file to create; an existing file is not overwritten';
  return command.addOption(new Option('--out <file>', description).makeOptionMandatory());
}
