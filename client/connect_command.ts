import type { Command } from "../types/command.d.ts";
export const CONNECT: Command = {
  summary: "join a server",
  operands: "[USERNAME] HOST PORT",
  options: {},
  examples: [],
  parse: () => () => Promise.resolve(0),
};
