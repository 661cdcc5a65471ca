import { DEFAULT_PORT, type Notice, toJson } from "../../protocol/mod.ts";
import type { Command, Given } from "../../types/command.d.ts";
import { StandardOutput } from "../screens/standard_output.ts";
import { said } from "../session/line.ts";
import { exitCodeOf, runErrand } from "./errand.ts";
import { JsonOutput } from "./json_output.ts";
import { readServer } from "./operands.ts";
import { PastReader } from "./past_reader.ts";
import { givenPassword, withPassword } from "./password.ts";
import { dialerFor, SERVER_OPTIONS } from "./server_options.ts";

/** How many messages are printed if nobody says how many or since when. */
const DEFAULT_LAST = 50;

/** Letters for periods, and their length in ms. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `chat history`: prints what was said to everyone before. */
export const HISTORY: Command = {
  summary: "print earlier messages",
  operands: "HOST PORT",
  options: {
    last: {
      kind: "count",
      value: "N",
      help: `print the last N messages (default ${DEFAULT_LAST}, or all with --since)`,
    },
    since: { kind: "text", value: "PERIOD", help: "print messages since then: 90s, 30m, 2h, 7d" },
    find: { kind: "text", value: "TEXT", help: "print messages that contain every word of TEXT" },
    json: { kind: "flag", help: "print one JSON object a line, with number and time" },
    ...SERVER_OPTIONS,
  },
  examples: [
    `chat history localhost ${DEFAULT_PORT} --since 2h`,
    `chat history localhost ${DEFAULT_PORT} --find "build failed" --json`,
  ],
  parse: (operands, options) => {
    const { target, rest } = readServer(operands, "history");
    if (rest.length > 0) {
      throw new SyntaxError(`history takes no third operand, received ${rest[0]}`);
    }
    const period = readPeriod(options.since);
    const dialer = dialerFor(target, options);
    const errand = { target, dial: () => dialer.dial() };
    return () =>
      exitCodeOf(async () =>
        await withPassword(
          await givenPassword(options),
          (password) => printPast({ ...errand, password }, options, period),
        ), options.json ? new JsonOutput().tell : undefined);
  },
};

/**
 * Reads a period.
 *
 * @returns Its length in ms, if one was given.
 * @throws {SyntaxError} If it is none.
 */
function readPeriod(since: string | undefined): number | undefined {
  if (since === undefined) return undefined;
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(since) ?? [];
  if (count !== undefined) return Number(count) * UNITS[unit!]!;
  throw new SyntaxError(`--since must be a period like 90s, 30m, 2h or 7d, received ${since}`);
}

async function printPast(
  errand: Pick<Parameters<typeof runErrand>[0], "target" | "dial" | "password">,
  { last, find, json }: Given,
  period: number | undefined,
): Promise<void> {
  const reader = new PastReader();
  const most = period === undefined ? DEFAULT_LAST : Infinity;
  const query = {
    find,
    since: period === undefined ? undefined : Math.max(0, Date.now() - period),
    last: last === undefined ? most : Number(last),
  };
  const messages = await runErrand(
    { ...errand, onNotice: reader.take },
    (ask) => reader.read(ask, query),
  );
  const output = new StandardOutput();
  for (const message of messages) output.print(json ? asJson(message) : asText(message));
  await Promise.race([output.broken, undefined]); // Fails only if printing has.
}

function asJson({ from, text, time, seq }: Notice<"message">): string {
  return toJson({ type: "message", from, text, time, seq });
}

/** Day and time in the user's zone, then who said what. */
function asText({ from, text, time }: Notice<"message">): string {
  const at = new Date(time);
  const local = new Date(time - at.getTimezoneOffset() * UNITS.m!);
  return `${local.toISOString().slice(0, 19).replace("T", " ")} ${said(from, text)}`;
}
