/** The entry point of the command line. */
import { reportOf } from './cli-error.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
try {
  const program = await createProgram(terminal, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  const { message, exitCode } = reportOf(error);
  if (message !== null) terminal.note(`error: ${message}`);
  process.exitCode = exitCode;
}
