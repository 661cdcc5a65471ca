import type { Command } from "../../types/command.d.ts";

/** Subcommands by name. */
export type Commands = Readonly<Record<string, Command>>;

/** What writes the completion script of each shell. */
const SHELLS: Readonly<Record<string, (commands: Commands) => string>> = { bash, zsh, fish };

/**
 * `chat completions`: prints what makes a shell complete subcommands and options.
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
  const described = Object.entries(commands).map(([name, { summary }]) =>
    `    ${quote(`${name}:${summary}`)}`
  );
  const cases = Object.entries(commands).flatMap(([name, command]) => [
    `    ${name})`,
    `      _arguments ${specs(command).map(quote).join(" ")} ;;`,
  ]);
  return [
    "#compdef chat",
    "_chat() {",
    "  local -a commands=(",
    ...described,
    "  )",
    "  if ((CURRENT == 2)); then",
    "    _describe command commands",
    "    return",
    "  fi",
    "  local name=${words[2]}",
    "  shift words",
    "  ((CURRENT--))",
    "  case $name in",
    ...cases,
    "  esac",
    "}",
    "compdef _chat chat",
  ].join("\n");
}

function fish(commands: Commands): string {
  const names = Object.keys(commands).join(" ");
  const lines = Object.entries(commands).flatMap(([name, { summary, options }]) => [
    `complete -c chat -f -n "not __fish_seen_subcommand_from ${names}" -a ${name} -d ${
      quote(summary)
    }`,
    ...Object.entries(options).map(([option, { kind, help, choices }]) => {
      const value = choices ? ` -x -a ${quote(choices.join(" "))}` : kind === "flag" ? "" : " -r";
      const files = kind === "path" ? " -F" : "";
      return `complete -c chat -n "__fish_seen_subcommand_from ${name}" -l ${option}${value}${files} -d ${
        quote(help)
      }`;
    }),
  ]);
  return lines.join("\n");
}

/** The options of a command, and its operands where they are words to choose from. */
function words({ options, operands }: Command): string {
  const listed = /^\w+(\|\w+)+$/.test(operands) ? operands.split("|") : [];
  return [...listed, ...Object.keys(options).map((name) => `--${name}`), "--help"].join(" ");
}

/** A command's options as zsh's `_arguments` wants them. */
function specs({ options, operands }: Command): string[] {
  const text = (help: string) => help.replace(/[[\]:]/g, " ");
  const rows = Object.entries(options).map(([name, { kind, help, value = "", choices }]) => {
    const action = choices ? `(${choices.join(" ")})` : kind === "path" ? "_files" : "";
    return `--${name}[${text(help)}]${kind === "flag" ? "" : `:${value}:${action}`}`;
  });
  const listed = /^\w+(\|\w+)+$/.test(operands)
    ? [`1:what:(${operands.replaceAll("|", " ")})`]
    : [];
  return [...rows, "--help[this text]", ...listed];
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
