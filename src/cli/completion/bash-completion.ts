/**
 * The completion script for bash. It needs neither this program nor the bash-completion package.
 */
import type { CompletedCommand } from './completed-command.ts';

export function bashCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const optionsOf = commands.flatMap(({ path, options }) =>
    options.map((option) => ({ at: `${path} ${option.flag}`, ...option })),
  );
  const taking = optionsOf.filter(({ takesValue }) => takesValue);
  const values = (kind: (typeof taking)[number]['value']) =>
    taking.filter(({ value }) => value === kind).map(({ at }) => at);
  const chosen = taking.flatMap(({ at, value }) =>
    Array.isArray(value) ? [`    ${quoted(at)}) words=${quoted(value.join(' '))} ;;`] : [],
  );
  const offered = commands.map(({ path, options, commands: below, argumentWords }) => {
    const flags = options.map(({ flag }) => flag).join(' ');
    const words = [...below.map(({ name }) => name), ...argumentWords].join(' ');
    return `    ${quoted(path)}) flags=${quoted(flags)} words=${quoted(words)} ;;`;
  });
  return `# bash completion of ${program}
_${program}() {
  local at='' word='' current=\${COMP_WORDS[COMP_CWORD]} flags='' words='' i
  # Bash makes "=" a word of its own.
  local before=$((COMP_CWORD - 1))
  [[ $current == = ]] && current=''
  [[ \${COMP_WORDS[before]} == = ]] && ((before--))
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="$at\${at:+ }\${COMP_WORDS[i]}"
    case $word in
    ${either(commands.flatMap(({ path }) => (path === '' ? [] : [path])))}) at=$word ;;
    esac
  done
  COMPREPLY=()
  case "$at\${at:+ }\${COMP_WORDS[before]}" in
${chosen.join('\n')}
    ${either(values('file'))})
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    return ;;
    ${either(values('directory'))})
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
    return ;;
    ${either(values(null))}) return ;;
    *)
    case $at in
${offered.join('\n')}
    esac
    [[ $current == -* ]] && words=$flags ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _${program} ${program}
`;
}

function either(words: readonly string[]): string {
  return words.map(quoted).join(' | ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
