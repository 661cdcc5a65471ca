import type { Option } from "../../types/command.d.ts";
import { type Commands, optionWords, pathKind } from "./completion_words.ts";

/** Writes the script by which bash completes `chat`. */
export function bashCompletion(commands: Commands): string {
  const all = Object.values(commands).flatMap(({ options }) => Object.entries(options));
  const named = (isWanted: (option: Option) => boolean) =>
    [...new Set(all.flatMap(([name, option]) => isWanted(option) ? [`--${name}`] : []))].join("|");
  return [
    "_chat() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
    '  local words="" paths="" each',
    // `--option=value` is three words here.
    '  if [[ $word == "=" ]]; then word=""',
    '  elif [[ $before == "=" ]]; then before="${COMP_WORDS[COMP_CWORD-2]}"; fi',
    '  case "$before" in',
    ...choices(commands).map(([option, values]) => `    --${option}) words="${values}" ;;`),
    `    ${named(isFolder)}) paths=-d ;;`,
    `    ${named(isFile)}) paths=-f ;;`,
    `    ${named(takesText)}) ;;`,
    '    *) case "${COMP_WORDS[1]}" in',
    ...Object.entries(commands).map(([name, command]) =>
      `      ${name}) words="${optionWords(command)}" ;;`
    ),
    "    esac",
    `    ((COMP_CWORD == 1)) && words="${Object.keys(commands).join(" ")} --help --version" ;;`,
    "  esac",
    "  COMPREPLY=()",
    // With it, bash quotes blanks, and goes on behind the slash of a folder.
    "  [[ -n $paths ]] && compopt -o filenames 2> /dev/null",
    '  while IFS= read -r each; do COMPREPLY+=("$each"); done < <(',
    '    if [[ -n $paths ]]; then compgen "$paths" -- "$word"',
    '    else compgen -W "$words" -- "$word"; fi',
    "  )",
    "}",
    "complete -F _chat chat",
  ].join("\n");
}

const isFolder = (option: Option) => pathKind(option) === "folder";
/** An option that needs no value may be followed by another option. */
const isFile = (option: Option) => pathKind(option) === "file" && !option.mayBeEmpty;

function choices(commands: Commands): [option: string, values: string][] {
  return Object.values(commands).flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { choices }]) =>
      choices ? [[name, choices.join(" ")] as [string, string]] : []
    )
  );
}

/** Whether an option takes what nobody can complete. */
function takesText({ kind, mayBeEmpty }: Option): boolean {
  return kind !== "flag" && kind !== "choice" && kind !== "path" && !mayBeEmpty;
}
