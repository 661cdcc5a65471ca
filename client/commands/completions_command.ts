import type { Command, Option } from "../../types/command.d.ts";

/** Subcommands by name. */
export type Commands = Readonly<Record<string, Command>>;

/** What `--help` does. */
const HELP = "this text";

/** The options of `chat` itself, and what they do. */
const EVERYWHERE = [["--help", "what chat can do"], ["--version", "which chat this is"]] as const;

/** The function that writes the completion script, for each shell. */
const SHELLS: Readonly<Record<string, (commands: Commands) => string>> = { bash, zsh, fish };

/**
 * `chat completions`: prints a script that makes a shell complete subcommands and options.
 *
 * @param all Loads every subcommand there is, this one included.
 */
export function completionsCommand(all: () => Promise<Commands>): Command {
  return {
    summary: "print completions for bash, zsh or fish",
    operands: Object.keys(SHELLS).join("|"),
    options: {},
    examples: [
      "chat completions bash > ~/.local/share/bash-completion/completions/chat",
      'chat completions zsh > "${fpath[1]}/_chat"',
      "chat completions fish > ~/.config/fish/completions/chat.fish",
    ],
    parse: ([shell = "", ...more]) => {
      if (!Object.hasOwn(SHELLS, shell) || more.length > 0) {
        const wanted = Object.keys(SHELLS).join(", ");
        throw new SyntaxError(`completions needs one of ${wanted}, received ${shell || "nothing"}`);
      }
      return async () => {
        console.log(SHELLS[shell]!(await all()));
        return 0;
      };
    },
  };
}

function bash(commands: Commands): string {
  const cases = Object.entries(commands).flatMap(([name, command]) => [
    `    ${name}) words="${words(command)}" ;;`,
  ]);
  return [
    "_chat() {",
    '  local words="" word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
    '  case "$before" in',
    ...choices(commands).map(([option, values]) =>
      `    --${option}) COMPREPLY=($(compgen -W "${values}" -- "$word")); return ;;`
    ),
    `    ${paths(commands).map((option) => `--${option}`).join("|")})`,
    '      COMPREPLY=($(compgen -d -- "$word")); return ;;',
    "  esac",
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac",
    `  ((COMP_CWORD == 1)) && words="${Object.keys(commands).join(" ")} --help --version"`,
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    "}",
    "complete -F _chat chat",
  ].join("\n");
}

function zsh(commands: Commands): string {
  const summaries = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  const described = (rows: Iterable<readonly [string, string]>) =>
    Array.from(rows, ([word, help]) => `    ${quote(`${word}:${help}`)}`);
  const cases = Object.entries(commands).flatMap(([name, command]) => [
    `    ${name})`,
    `      _arguments ${specs(command).map(quote).join(" ")} ;;`,
  ]);
  return [
    "#compdef chat",
    "_chat() {",
    "  local -a commands=(",
    ...described(summaries),
    "  ) options=(",
    ...described(EVERYWHERE),
    "  )",
    "  if ((CURRENT == 2)); then",
    "    _describe command commands",
    "    _describe -o option options",
    "    return",
    "  fi",
    "  local name=${words[2]}",
    "  shift words",
    "  ((CURRENT--))",
    "  case $name in",
    ...cases,
    "  esac",
    "}",
    // In $fpath, this file is the body of the completion function. Otherwise it is sourced.
    'if [[ "${funcstack[1]}" == _chat ]]; then _chat "$@"; else compdef _chat chat; fi',
  ].join("\n");
}

function fish(commands: Commands): string {
  const row = (command: string, ...words: string[]) =>
    `complete -c chat -n ${quote(`__chat_in "${command}"`)} ${words.join(" ")}`;
  const option = (name: string, help: string) => `-l ${name} -d ${quote(help)}`;
  const lines = Object.entries(commands).flatMap(([name, { summary, options, operands }]) => [
    row("", `-a ${name} -d ${quote(summary)}`),
    ...Object.entries(options).map(([each, given]) =>
      row(name, option(each, oneLine(given.help)), ...fishValue(given))
    ),
    row(name, option("help", HELP)),
    ...listed(operands).map((word) => row(name, `-a ${word}`)),
  ]);
  return [
    "function __chat_in",
    "  set -l words (commandline -opc)",
    '  test "$words[2]" = "$argv[1]"',
    "end",
    "complete -c chat -f",
    ...Array.from(EVERYWHERE, ([word, help]) => row("", option(word.replace("--", ""), help))),
    ...lines,
  ].join("\n");
}

/** The values of an option, for fish's `complete`. */
function fishValue({ kind, choices }: Option): string[] {
  if (choices) return ["-x", "-a", quote(choices.join(" "))];
  if (kind === "path") return ["-x", "-a", "'(__fish_complete_directories)'"];
  return kind === "flag" ? [] : ["-x"];
}

/** The options of a command, and its operands if they are a list of words. */
function words({ options, operands }: Command): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  return [...listed(operands), ...names, "--help"].join(" ");
}

/** The operands, if they are a list of words. */
function listed(operands: string): string[] {
  return /^\w+(\|\w+)+$/.test(operands) ? operands.split("|") : [];
}

/** The options of a command, for zsh's `_arguments`. */
function specs({ options, operands }: Command): string[] {
  const rows = Object.entries(options).map(([name, { kind, help, value = "", choices }]) => {
    const text = oneLine(help).replace(/[[\]]/g, "\\$&");
    const action = choices ? `(${choices.join(" ")})` : kind === "path" ? "_files -/" : "";
    return kind === "flag" ? `--${name}[${text}]` : `--${name}=[${text}]:${value}:${action}`;
  });
  const choice = listed(operands).join(" ");
  return [...rows, `--help[${HELP}]`, ...(choice === "" ? [] : [`1:what:(${choice})`])];
}

function choices(commands: Commands): [option: string, values: string][] {
  return Object.values(commands).flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { choices }]) =>
      choices ? [[name, choices.join(" ")] as [string, string]] : []
    )
  );
}

function paths(commands: Commands): string[] {
  const all = Object.values(commands).flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { kind }]) => kind === "path" ? [name] : [])
  );
  return [...new Set(all)];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function oneLine(text: string): string {
  return text.replaceAll("\n", " ");
}
