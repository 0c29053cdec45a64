/** The entry point of the command line. */
import { reportOf } from './cli-error.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
try {
  await createProgram(terminal).parseAsync();
} catch (error) {
  const { message, exitCode } = reportOf(error);
  if (message !== null) terminal.note(`error: ${message}`);
  process.exitCode = exitCode;
}
