/** `completion`: prints a script with which a shell completes commands, options and values. */
import { Argument, type Command } from 'commander';
import { bashCompletion } from '../completion/bash-completion.ts';
import { completedCommandsOf } from '../completion/completed-command.ts';
import { fishCompletion } from '../completion/fish-completion.ts';
import { zshCompletion } from '../completion/zsh-completion.ts';
import type { Terminal } from '../terminal.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
type Shell = keyof typeof scripts;

export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .summary('print a script by which a shell completes commands')
    .description(
      'Prints a script with which a shell completes commands, options and values. Run it again ' +
        'after an update.',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      '\nExamples:\n  $ ticketoffice completion bash > ~/.local/share/bash-completion/completions/ticketoffice\n' +
        '  $ ticketoffice completion zsh > ~/.zsh/completions/_ticketoffice\n' +
        '  $ ticketoffice completion fish > ~/.config/fish/completions/ticketoffice.fish',
    )
    .action((shell: Shell) => {
      terminal.print(scripts[shell](program.name(), completedCommandsOf(program)).trimEnd());
    });
}
