/** The completion script for zsh. */
import type { CompletedCommand } from './completed-command.ts';

export function zshCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const below = commands.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]));
  return `#compdef ${program}
# zsh completion of ${program}
_${program}() {
  local at='' word=''
  while (( CURRENT > 2 )); do
    word="$at\${at:+ }\${words[2]}"
    case $word in
      (${below.join('|')}) at=$word ;;
      (*) break ;;
    esac
    shift words
    (( CURRENT-- ))
  done
  case $at in
${commands.map(caseOf).join('\n')}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

function caseOf({ path, commands, options, argumentWords }: CompletedCommand): string {
  const flags = options.map((option) => {
    const kinds = { file: '_files', directory: '_files -/' } as const;
    const { value } = option;
    const choices = typeof value === 'string' ? kinds[value] : value && `(${value.join(' ')})`;
    const rest = option.takesValue ? `:value:${choices ?? ' '}` : '';
    return quoted(`${option.flag}[${escaped(option.summary, /[\\[\]:]/g)}]${rest}`);
  });
  const words = argumentWords.length > 0 ? [quoted(`1:value:(${argumentWords.join(' ')})`)] : [];
  const calls = commands.map(({ name, summary }) => `${name}:${escaped(summary, /[\\:]/g)}`);
  const described = `local -a called=(${calls.map(quoted).join(' ')})`;
  const lines =
    calls.length === 0
      ? [`_arguments ${[...flags, ...words].join(' ')}`]
      : [
          described,
          `if [[ $PREFIX == -* ]]; then _arguments ${flags.join(' ')}`,
          'else _describe -t commands command called; fi',
        ];
  return [`    (${quoted(path)})`, ...lines.map((line) => `      ${line}`), '      ;;'].join('\n');
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
