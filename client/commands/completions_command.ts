import type { Command, Option } from "../../types/command.d.ts";
import { bashCompletion } from "./bash_completion.ts";
import { type Commands, listedOperands, pathKind } from "./completion_words.ts";

/** What `--help` does. */
const HELP = "this text";

/** The options of `chat` itself, and what they do. */
const EVERYWHERE = [["--help", "what chat can do"], ["--version", "which chat this is"]] as const;

/** The function that writes the completion script, for each shell. */
const SHELLS: Readonly<Record<string, (commands: Commands) => string>> = {
  bash: bashCompletion,
  zsh,
  fish,
};

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
    ...listedOperands(operands).map((word) => row(name, `-a ${word}`)),
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
function fishValue(option: Option): string[] {
  const { kind, choices } = option;
  if (choices) return ["-x", "-a", quote(choices.join(" "))];
  const path = pathKind(option);
  if (path === "folder") return ["-x", "-a", "'(__fish_complete_directories)'"];
  if (path === "file") return ["-r", "-F"];
  return kind === "flag" ? [] : ["-x"];
}

/** The options of a command, for zsh's `_arguments`. */
function specs({ options, operands }: Command): string[] {
  const rows = Object.entries(options).map(([name, option]) => {
    const { kind, help, value = "", choices } = option;
    const text = oneLine(help).replace(/[[\]]/g, "\\$&");
    const action = choices ? `(${choices.join(" ")})` : ZSH_PATHS[pathKind(option) ?? "none"];
    return kind === "flag" ? `--${name}[${text}]` : `--${name}=[${text}]:${value}:${action}`;
  });
  const choice = listedOperands(operands).join(" ");
  return [...rows, `--help[${HELP}]`, ...(choice === "" ? [] : [`1:what:(${choice})`])];
}

/** What zsh completes paths by. */
const ZSH_PATHS = { folder: "_files -/", file: "_files", none: "" } as const;

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function oneLine(text: string): string {
  return text.replaceAll("\n", " ");
}
