import { DEFAULT_PORT, type ErrorBody } from "../../protocol/mod.ts";
import type { Command, Given } from "../../types/command.d.ts";
import type { ServerDialer } from "../net/server_dialer.ts";
import { problem } from "../session/dialect.ts";
import { Downloads } from "../downloads/downloads.ts";
import { FinalError } from "../net/final_error.ts";
import { type Asker, runErrand } from "./errand.ts";
import { readServer } from "./operands.ts";
import { SERVER_OPTIONS, serverFrom } from "./server_options.ts";
import { ProgressBoard } from "../screens/progress_board.ts";
import { StatusPrinter } from "../screens/status_printer.ts";

/** The name to join under, unless one is given; with a number behind it if that is taken. */
const GUEST = "guest";

/** How many guests there may be. */
const MAX_GUESTS = 99;

/** How long to wait for a server that is gone, in ms. */
const PATIENCE_MS = 60_000;

/** `chat get`: downloads files, and is done when they are there. */
export const GET: Command = {
  summary: "download shared files and leave",
  operands: "HOST PORT NAME…",
  options: {
    as: { kind: "text", value: "USER", default: GUEST, help: "the name to join under" },
    downloads: {
      kind: "path",
      value: "DIR",
      help: "where to make the folder USER for the files (default here);\n" +
        "- writes one file to standard output",
    },
    ...SERVER_OPTIONS,
  },
  examples: [
    `chat get localhost ${DEFAULT_PORT} photo.png`,
    `chat get --as backup --downloads /srv localhost ${DEFAULT_PORT} '*.sql' logs/today.txt`,
    `chat get --downloads - localhost ${DEFAULT_PORT} data.csv | wc -l`,
  ],
  parse: (operands, options) => {
    const { target, rest: names } = readServer(operands, "get");
    if (names.length === 0) throw new SyntaxError("get needs the name of a file, or several");
    if (options.downloads === "-" && names.length > 1) {
      throw new SyntaxError("--downloads - takes one file, received several");
    }
    const server = serverFrom(target, options);
    return () => get(server, names, options);
  },
};

async function get(
  server: ServerDialer,
  names: readonly string[],
  { as, downloads: root }: Given,
): Promise<number> {
  const status = new StatusPrinter();
  const board = status.isVisible
    ? new ProgressBoard({ draw: (lines) => status.set(lines) })
    : undefined;
  let asker: Asker;
  const downloads = new Downloads({
    dial: () => server.dial(),
    ask: (ask, settle) =>
      asker(ask).then(
        (ok) => settle({ ok }),
        (error) => settle({ error: { code: "refused", message: error.message } }),
      ),
    root,
    print: (line) => status.print(line),
    progress: (...far) => board?.update(...far),
    goOn: () => "the same command",
  });
  // While nothing is being downloaded, there is nothing to keep.
  const interrupt = () => downloads.running > 0 ? void downloads.close() : Deno.exit(1);
  for (const signal of SIGNALS) Deno.addSignalListener(signal, interrupt);
  try {
    return await asGuest(as, (username) =>
      runErrand({
        server,
        username,
        patienceMs: PATIENCE_MS,
        onLost: (why) => status.print(problem(`${why}; trying to come back`)),
      }, async (ask) => {
        asker = ask;
        const all = root === "-"
          ? [await downloads.pour(names[0]!, Deno.stdout)]
          : await Promise.all(names.map((name) => downloads.get(name, as ?? GUEST)));
        return all.every(Boolean) ? 0 : 1;
      }));
  } catch (error) {
    await downloads.close();
    status.print(problem((error as Error).message));
    return 1;
  } finally {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, interrupt);
  }
}

/** Does something under the wanted name; without one, under the first guest's that is free. */
async function asGuest<T>(wanted: string | undefined, act: (name: string) => Promise<T>) {
  for (let guest = 1;; guest++) {
    try {
      return await act(wanted ?? (guest === 1 ? GUEST : `${GUEST}-${guest}`));
    } catch (error) {
      if (wanted !== undefined || guest >= MAX_GUESTS || !isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof FinalError && (error.cause as ErrorBody)?.code === "name-taken";
}

/** What asks a program to end. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];
