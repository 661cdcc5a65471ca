import type { Command, Option } from "../../types/command.d.ts";

/** Subcommands by name. */
export type Commands = Readonly<Record<string, Command>>;

/** The options of a command, and its operands if they are a list of words. */
export function optionWords({ options, operands }: Command): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  return [...listedOperands(operands), ...names, "--help"].join(" ");
}

/** The operands of a command, if they are a list of words. */
export function listedOperands(operands: string): string[] {
  return /^\w+(\|\w+)+$/.test(operands) ? operands.split("|") : [];
}

/** What the path that an option takes leads to; nothing if it takes none. */
export function pathKind({ kind, value }: Option): "folder" | "file" | undefined {
  if (kind !== "path") return undefined;
  return value === "DIR" ? "folder" : "file";
}
