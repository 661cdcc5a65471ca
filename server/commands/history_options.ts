import { stateFolder } from "../../protocol/state_folder.ts";
import type { Given, Option } from "../../types/command.d.ts";
import type { Journal } from "../journal/journal.ts";
import type { Log } from "../observability/log.ts";

/** Least bytes that the history may be limited to: it has some hundred messages then. */
const MIN_HISTORY_BYTES = 1_048_576;

/** The options of `chat serve` that say whether and how long messages are kept on disk. */
export const HISTORY_OPTIONS: Readonly<Record<string, Option>> = {
  history: {
    kind: "path",
    value: "[FILE]",
    mayBeEmpty: true,
    help: "keep messages to everyone in FILE, across restarts (default: in your state folder)",
  },
  "history-days": {
    kind: "count",
    value: "N",
    default: "30",
    help: "keep each message for this many days; 0 is forever",
  },
  "history-size": {
    kind: "bytes",
    value: "BYTES",
    default: "1000000000",
    help: "delete the oldest messages when FILE is larger than this",
  },
};

/** Where and how long messages are kept. */
export interface HistorySettings {
  /** The file. */
  readonly path: string;
  /** How long messages are kept, in days; 0 is forever. */
  readonly days: number;
  /** Size that the file is kept below, in bytes. */
  readonly maxBytes: number;
}

/**
 * Reads whether and how long messages are to be kept.
 *
 * @param port The port that the server is to listen on: each has a file of its own by default.
 * @returns Nothing if they are not.
 * @throws {SyntaxError} If that makes no sense, or there is no place for the file.
 */
export function readHistory(given: Given, port: string): HistorySettings | undefined {
  const { history } = given;
  if (history === undefined) {
    const needless = ["history-days", "history-size"].find((name) => given[name] !== undefined);
    if (needless) throw new SyntaxError(`--${needless} needs --history`);
    return undefined;
  }
  const read = (name: string) => Number(given[name] ?? HISTORY_OPTIONS[name]!.default);
  const maxBytes = read("history-size");
  if (maxBytes < MIN_HISTORY_BYTES) {
    throw new SyntaxError(
      `--history-size must be at least ${MIN_HISTORY_BYTES}, received ${maxBytes}`,
    );
  }
  return { path: history || defaultFile(port), days: read("history-days"), maxBytes };
}

/**
 * Opens the file that messages are kept in.
 *
 * @throws {Error} If it cannot be opened; the message says why.
 */
export async function openHistory(settings: HistorySettings, log: Log): Promise<Journal> {
  // Loaded only here: most servers keep nothing, and are to start as fast as before.
  const { SqliteJournal } = await import("../journal/sqlite/sqlite_journal.ts");
  const random = () => crypto.randomUUID();
  const journal = await SqliteJournal.open({ ...settings, random, onChange: log });
  const { setAside, oldest } = journal.past;
  if (setAside !== undefined) log({ type: "damaged", file: setAside });
  log({ type: "history", file: settings.path, since: dayOf(oldest) });
  return journal;
}

/** A day in the zone of the server, as the log has it. */
function dayOf(time: number | undefined): string | undefined {
  if (time === undefined) return undefined;
  const offsetMs = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offsetMs).toISOString().slice(0, 10);
}

function defaultFile(port: string): string {
  const folder = stateFolder({ os: Deno.build.os, env: (name) => Deno.env.get(name) });
  if (folder !== undefined) return `${folder}/room-${port}.db`;
  throw new SyntaxError("--history needs a FILE, as there is no home folder");
}
