/** The completion script for fish. */
import type { CompletedCommand } from './completed-command.ts';

export function fishCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const below = commands.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]));
  return `# fish completion of ${program}
function __${program}_at
    set -l at ''
    for word in (commandline -opc)[2..]
        set -l longer (string trim -- "$at $word")
        contains -- $longer ${below.join(' ')}; or break
        set at $longer
    end
    test "$at" = "$argv[1]"
end
complete -c ${program} -f
${commands.flatMap((command) => linesOf(program, command)).join('\n')}
`;
}

function linesOf(program: string, command: CompletedCommand): readonly string[] {
  const { path, commands, options, argumentWords } = command;
  const here = `complete -c ${program} -n ${quoted(`__${program}_at ${quoted(path)}`)}`;
  return [
    ...commands.map(({ name, summary }) => `${here} -a ${name} -d ${quoted(summary)}`),
    ...(argumentWords.length > 0 ? [`${here} -a ${quoted(argumentWords.join(' '))}`] : []),
    ...options.map(({ flag, summary, takesValue, value }) => {
      const values = {
        file: '-r -F',
        directory: "-x -a '(__fish_complete_directories)'",
      } as const;
      const words =
        typeof value === 'string' ? values[value] : `-x -a ${quoted((value ?? []).join(' '))}`;
      const parts = [here, `-l ${flag.slice(2)}`, takesValue ? words : '', `-d ${quoted(summary)}`];
      return parts.filter(Boolean).join(' ');
    }),
  ];
}

/** In fish, single-quoted text has two escapes. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
