/**
 * The program: its subcommands, their help and their exit codes. 0 is done, 1 failed while running,
 * 2 wrong usage.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import config from "./deno.json" with { type: "json" };
import { suggest } from "./client/session/suggest.ts";
import type { Command, Given, Option } from "./types/command.d.ts";
import type { MakePlainSession } from "./types/plain_session.d.ts";

/**
 * Loads each subcommand. Only the one that is needed is loaded, because loading is most of the
 * start.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () =>
    (await import("./server/commands/serve_command.ts")).serveCommand({
      loadSessions,
      openConsole: async () =>
        await (await import("./client/commands/operator_console.ts")).openOperatorConsole(),
    }),
  connect: async () => (await import("./client/commands/connect_command.ts")).CONNECT,
  get: async () => (await import("./client/commands/get_command.ts")).GET,
  send: async () => (await import("./client/commands/send_command.ts")).SEND,
  who: async () => (await import("./client/commands/who_command.ts")).WHO,
  history: async () => (await import("./client/commands/history_command.ts")).HISTORY,
  completions: async () =>
    (await import("./client/commands/completions_command.ts")).completionsCommand(loadAll),
};

/** What people with `nc` type and see is the client's messenger: it is handed to the server. */
async function loadSessions(): Promise<MakePlainSession> {
  return (await import("./client/commands/plain_session.ts")).createPlainSession;
}

async function loadAll(): Promise<Readonly<Record<string, Command>>> {
  const entries = Object.entries(COMMANDS);
  return Object.fromEntries(
    await Promise.all(entries.map(async ([name, load]) => [name, await load()] as const)),
  );
}

/** Printed by `chat` without arguments in a terminal: how to begin, in ten lines. */
const INTRODUCTION = `\
chat: talk and share files with people on your network, from the terminal.

Start a server, on one machine:     chat serve
Join it, on the same machine:       chat connect alice
Join it, from another:              chat connect bob HOST 5555
The server prints the exact line for the others. Then type, and press Enter.

/help lists the commands, /files what is shared, /get NAME fetches a file,
/msg NAME TEXT writes to one person alone, Tab completes, /quit leaves.
Everything else: chat --help`;

/** Checks of option values. Each returns what is expected, or nothing if the value is right. */
const CHECKS: Partial<
  Record<Option["kind"], (value: string, option: Option) => string | undefined>
> = {
  port: (value) =>
    /^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? undefined : "a port from 0 to 65535",
  count: (value) => /^\d{1,9}$/.test(value) ? undefined : "a whole number",
  bytes: (value) => /^\d{1,12}$/.test(value) ? undefined : "a number of bytes",
  choice: (value, { choices = [] }) =>
    choices.includes(value) ? undefined : `one of ${choices.join(", ")}`,
};

/** Runs the program; resolves to its exit code. */
async function main(args: readonly string[]): Promise<number> {
  let run: () => number | Promise<number>;
  try {
    run = await plan(args);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [name = ""] = args;
    const topic = Object.hasOwn(COMMANDS, name) ? ` ${name}` : "";
    const end = error.message.endsWith("?") ? "" : ".";
    console.error(`chat: ${error.message}${end} See: chat${topic} --help`);
    return 2;
  }
  return await run();
}

/** Parses a command line. Throws SyntaxError if it is wrong. */
async function plan(args: readonly string[]): Promise<() => number | Promise<number>> {
  const [name = "", ...rest] = args;
  if (name === "--version" || name === "-V") return () => print(`chat ${config.version}`);
  if (name === "--help" || name === "-h") return async () => print(overview(await loadAll()));
  if (name === "help") return await planHelp(rest);
  if (args.length === 0 && Deno.stdout.isTerminal()) return () => print(INTRODUCTION);
  if (name === "") throw new SyntaxError("A command is missing");
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : undefined;
  if (!load) throw new SyntaxError(unknown("command", name, Object.keys(COMMANDS)));
  const command = await load();
  const { _: operands, help, ...options } = readOptions(rest, command);
  return help ? () => print(helpFor(name, command)) : command.parse(operands, options as Given);
}

/** `chat help`, and `chat help COMMAND`. */
async function planHelp([topic, more]: readonly string[]): Promise<() => number> {
  const commands = await loadAll();
  if (topic === undefined || topic === "--help" || topic === "-h") {
    return () => print(overview(commands));
  }
  if (more !== undefined) throw new SyntaxError(`help takes one command, received ${more}`);
  if (!Object.hasOwn(commands, topic)) {
    throw new SyntaxError(unknown("command", topic, Object.keys(commands)));
  }
  return () => print(helpFor(topic, commands[topic]!));
}

/** Parses the options of a command. Throws SyntaxError for options that it does not have. */
function readOptions(args: readonly string[], { options }: Command) {
  checkAssignments(args, options);
  const names = Object.keys(options);
  const isFlag = (name: string) => options[name]!.kind === "flag";
  const parsed = parseArgs(joinDash(args, options), {
    boolean: ["help", ...names.filter(isFlag)],
    string: ["_", ...names.filter((name) => !isFlag(name))],
    alias: { help: "h" },
    unknown: (arg, key) => {
      if (key === undefined) return;
      throw new SyntaxError(unknown("option", arg, names.map((name) => `--${name}`)));
    },
  });
  for (const name of names) if (!isFlag(name)) checkOption(name, parsed[name], options[name]!);
  return parsed;
}

/** Checks `--option=VALUE`. parseArgs accepts an empty value, and a flag with a value. */
function checkAssignments(args: readonly string[], options: Command["options"]): void {
  for (const arg of args) {
    if (arg === "--") return;
    const [, name = "", value = ""] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
    const kind = Object.hasOwn(options, name) ? options[name]!.kind : undefined;
    if (kind === "flag") throw new SyntaxError(`--${name} takes no value, received ${arg}`);
    if (kind && value === "") throw new SyntaxError(`--${name} needs a value`);
  }
}

/**
 * Joins `--option -`, and `--option -1`, into one word. parseArgs takes a single dash for an
 * operand, and a negative number for an option; here they are values.
 */
function joinDash(args: readonly string[], options: Command["options"]): string[] {
  const takesDash = (at: number) => {
    const name = args[at]?.startsWith("--") ? args[at].slice(2) : "";
    const isDash = /^-[\d.]*$/.test(args[at + 1] ?? "");
    return isDash && Object.hasOwn(options, name) && options[name]!.kind !== "flag";
  };
  return args.flatMap((arg, at) =>
    takesDash(at) ? `${arg}=${args[at + 1]}` : takesDash(at - 1) ? [] : arg
  );
}

/** Says that something is unknown, and suggests what may have been meant. */
function unknown(what: string, given: string, known: readonly string[]): string {
  const meant = suggest(given, known);
  return `Unknown ${what}: ${given}${meant ? `. Did you mean ${meant}?` : ""}`;
}

function checkOption(name: string, value: unknown, option: Option): void {
  if (value === undefined || (value === "" && option.mayBeEmpty)) return;
  if (value === "") throw new SyntaxError(`--${name} needs a value`);
  const wanted = CHECKS[option.kind]?.(`${value}`, option);
  if (wanted) throw new SyntaxError(`--${name} must be ${wanted}, received ${value}`);
}

/** Where all the rest stands. */
const MANUAL = "The manual is docs/MANUAL.md, beside the source.";

function overview(commands: Readonly<Record<string, Command>>): string {
  const lines = Object.entries(commands).map(([name, command]) =>
    `  ${name.padEnd(13)}${command.summary}`
  );
  return [
    "chat: talk and share files, from the terminal",
    "",
    "Usage: chat COMMAND",
    "",
    ...lines,
    "",
    "chat help COMMAND, or chat COMMAND --help, explains one; chat --version prints the version.",
    MANUAL,
  ].join("\n");
}

function helpFor(name: string, { summary, operands, options, examples }: Command): string {
  const rows = Object.entries({ ...options, help: { kind: "flag", help: "this text" } as Option })
    .map(([option, { value = "", ...about }]) => [`--${option} ${value}`, about] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    `chat ${name}: ${summary}`,
    "",
    `Usage: chat ${name} [OPTIONS]${operands && ` ${operands}`}`,
    "",
    ...rows.map(([left, about]) => {
      const below = `\n${" ".repeat(width + 2)}`;
      const help = `${about.help}${defaultOf(about)}`.replaceAll("\n", below);
      return `  ${left.padEnd(width)}${help}`;
    }),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
    MANUAL,
  ].join("\n");
}

function defaultOf(option: Omit<Option, "value">): string {
  return option.default === undefined ? "" : ` (default ${option.default})`;
}

function print(text: string): number {
  try {
    console.log(text);
    return 0;
  } catch (error) {
    console.error(`chat: Cannot write to standard output: ${(error as Error).message}`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
