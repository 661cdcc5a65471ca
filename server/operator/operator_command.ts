/** A command that the operator typed. */
export type OperatorCommand =
  | { readonly type: "who" | "bans" | "help" | "quit" }
  | { readonly type: "kick"; readonly name: string; readonly reason: string }
  /** `minutes` is undefined for as long as the server runs. */
  | { readonly type: "ban"; readonly whom: string; readonly minutes?: number }
  | { readonly type: "unban"; readonly whom: string }
  | { readonly type: "say"; readonly text: string }
  /** Nothing that can be done, and why. */
  | { readonly type: "wrong"; readonly sentence: string };

/** The commands, as the help shows them. */
export const OPERATOR_COMMANDS: Readonly<Record<string, { usage: string; help: string }>> = {
  who: { usage: "/who", help: "list who is here, and from which address" },
  kick: { usage: "/kick NAME [REASON]", help: "remove somebody, who may come back" },
  ban: {
    usage: "/ban NAME|ADDRESS [MINUTES]",
    help: "remove somebody, who may not come back: for good, or for so long",
  },
  unban: { usage: "/unban NAME|ADDRESS", help: "let somebody come back" },
  bans: { usage: "/bans", help: "list who may not come back" },
  say: { usage: "/say TEXT", help: "say something to everyone, as the server" },
  help: { usage: "/help", help: "list the commands" },
  quit: { usage: "/quit", help: "stop the server" },
};

/** What somebody is told who is removed without a reason. */
const NO_REASON = "no reason given";

/** Most minutes of a ban: a year. */
const MAX_MINUTES = 525_600;

/**
 * Reads a line that the operator typed.
 *
 * @param line Without its end.
 * @returns Nothing, if the line is empty.
 *
 * @example
 * ```ts
 * import { readOperatorCommand } from "./operator_command.ts";
 *
 * readOperatorCommand("/kick bob no spam, please");
 * // { type: "kick", name: "bob", reason: "no spam, please" }
 * ```
 */
export function readOperatorCommand(line: string): OperatorCommand | undefined {
  const text = line.trim();
  if (text === "") return undefined;
  if (!text.startsWith("/")) return wrong("To talk as the server, type /say TEXT");
  const [, command = "", rest = ""] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [];
  const [first = "", ...words] = rest.split(/\s+/);
  switch (command) {
    case "who":
    case "bans":
    case "help":
    case "quit":
      return rest === "" ? { type: command } : usage(command);
    case "kick":
      return first === "" ? usage(command) : kick(first, rest);
    case "ban":
      return first === "" || words.length > 1 ? usage(command) : ban(first, words[0]);
    case "unban":
      return first === "" || words.length > 0 ? usage(command) : { type: command, whom: first };
    case "say":
      return rest === "" ? usage(command) : { type: command, text: rest };
  }
  return wrong(`There is no command /${command}; /help lists them`);
}

function kick(name: string, rest: string): OperatorCommand {
  const reason = rest.slice(name.length).trim();
  return { type: "kick", name, reason: reason === "" ? NO_REASON : reason };
}

function ban(whom: string, minutes: string | undefined): OperatorCommand {
  if (minutes === undefined) return { type: "ban", whom };
  const count = Number(minutes);
  if (/^\d{1,6}$/.test(minutes) && count >= 1 && count <= MAX_MINUTES) {
    return { type: "ban", whom, minutes: count };
  }
  return wrong(`MINUTES must be 1 to ${MAX_MINUTES}, received ${minutes}`);
}

function usage(command: string): OperatorCommand {
  return wrong(`Usage: ${OPERATOR_COMMANDS[command]!.usage}`);
}

function wrong(sentence: string): OperatorCommand {
  return { type: "wrong", sentence };
}
