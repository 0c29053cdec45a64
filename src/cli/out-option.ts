/** `--out`: the file that a command creates. */
import { type Command, Option } from 'commander';

export function addOutOption(command: Command): Command {
  const description = 'where to; a file that exists is left alone';
  return command.addOption(new Option('--out <file>', description).makeOptionMandatory());
}
