import { printed } from "../../../protocol/mod.ts";
import { out } from "../../session/line.ts";
import { show, type Steps } from "../../session/step.ts";
import { suggest } from "../../session/suggest.ts";
import type { SlashCommand } from "./slash_command.ts";
import { fail } from "./steps.ts";

/** Commands by name. */
export type CommandTable = Readonly<Record<string, SlashCommand>>;

/** Formats a command as it is typed: `/get NAME`. */
export function usage(name: string, { form }: SlashCommand): string {
  return `/${name} ${form}`.trimEnd();
}

/**
 * Explains all commands, or one.
 *
 * @param topic Name of the command without the slash; all commands if empty.
 */
export function help(commands: CommandTable, topic = ""): Steps {
  if (topic === "") return show(...overview(commands).map(line));
  if (!Object.hasOwn(commands, topic)) return unknown(commands, topic);
  const command = commands[topic]!;
  const lines = [`${usage(topic, command)}: ${command.help}`, ...command.details ?? []];
  return show(...lines.map(line));
}

/** Says that a command is unknown, and suggests one. */
export function unknown(commands: CommandTable, name: string): Steps {
  const meant = suggest(name, Object.keys(commands));
  const hint = meant ? `Did you mean /${meant}?` : "Type /help for the commands";
  return fail`Unknown command: /${name}. ${hint}`;
}

function overview(commands: CommandTable): string[] {
  const rows = Object.entries(commands).map(([name, command]) =>
    `  ${usage(name, command).padEnd(24)}${command.help}`
  );
  return ["Text goes to everyone, or to the one chosen with /to; //text sends a slash.", ...rows];
}

function line(text: string) {
  return out(printed`${text}`);
}
