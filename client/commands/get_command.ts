import { DEFAULT_PORT } from "../../protocol/mod.ts";
import type { Command, Given } from "../../types/command.d.ts";
import { Downloads } from "../downloads/downloads.ts";
import { RefusedError } from "../conversation/outcome.ts";
import { type Asker, type ErrandOptions, eventOf, runErrand } from "./errand.ts";
import { underFreeName } from "./free_name.ts";
import { givenPassword, withPassword } from "./password.ts";
import { readServer } from "./operands.ts";
import { dialerFor, SERVER_OPTIONS } from "./server_options.ts";
import { JsonReport, TextReport } from "./download_report.ts";
import { JSON_OPTION } from "./json_output.ts";

/** The default name to join under. If it is taken, a number is added. */
const GUEST = "guest";

/** How long to try to reconnect to a server, in ms. */
const PATIENCE_MS = 60_000;

/** How long leaving may take after the first signal, in ms. */
const LEAVE_MS = 1_000;

/** `chat get`: downloads files and exits when they are complete. */
export const GET: Command = {
  summary: "download shared files and leave",
  operands: "HOST PORT NAME…",
  options: {
    as: { kind: "text", value: "USER", default: GUEST, help: "the name to join under" },
    downloads: {
      kind: "path",
      value: "DIR",
      help: "folder to create the folder USER in (default here);\n" +
        "- writes one file to standard output",
    },
    ...JSON_OPTION,
    ...SERVER_OPTIONS,
  },
  examples: [
    `chat get localhost ${DEFAULT_PORT} photo.png`,
    `chat get --as backup --downloads /srv localhost ${DEFAULT_PORT} '*.sql' logs/today.txt`,
    `chat get --downloads - localhost ${DEFAULT_PORT} data.csv | wc -l`,
  ],
  parse: (operands, options) => {
    const { target, rest } = readServer(operands, "get");
    const names = [...new Set(rest)];
    if (names.length === 0) throw new SyntaxError("get needs the name of a file, or several");
    if (options.downloads === "-" && names.length > 1) {
      throw new SyntaxError("--downloads - takes one file, received several");
    }
    if (options.downloads === "-" && options.json) {
      throw new SyntaxError("--downloads - and --json exclude each other");
    }
    const dialer = dialerFor(target, options);
    return () => get({ target, dial: () => dialer.dial() }, names, options);
  },
};

async function get(
  server: Required<Pick<ErrandOptions, "target" | "dial">>,
  names: readonly string[],
  options: Given,
): Promise<number> {
  const { as, downloads: root } = options;
  const report = options.json ? new JsonReport() : new TextReport(server.target);
  let asker: Asker;
  const downloads = new Downloads({
    dial: server.dial,
    ask: (ask, settle) =>
      asker(ask).then(
        (ok) => settle({ ok }),
        (error) =>
          settle({
            error: error instanceof RefusedError
              ? error.error
              : { code: "connection-lost", message: error.message },
          }),
      ),
    root,
    progress: (...far) => report.progress(...far),
  });
  let interrupted: number | undefined;
  using _signals = onSignals((code) => {
    interrupted = code;
    // Nothing is being downloaded, so there is nothing to keep.
    if (downloads.running.length === 0) Deno.exit(code);
    // A server that does not answer is not waited for.
    void downloads.close().then(() => Deno.unrefTimer(setTimeout(() => Deno.exit(code), LEAVE_MS)));
  });
  try {
    const given = await givenPassword(options);
    const all = await withPassword(given, (password) =>
      underName(as, (username) =>
        runErrand({
          ...server,
          password,
          username,
          patienceMs: PATIENCE_MS,
          onLost: (event) => report.tell({ ...event, interactive: false }),
        }, async (ask) => {
          asker = ask;
          return root === "-"
            ? await downloads.pour(names[0]!, Deno.stdout, report.tell)
            : await downloads.getAll(names, as ?? GUEST, report.tell);
        })));
    return interrupted ?? await report.end(all);
  } catch (error) {
    await downloads.close();
    report.tell(eventOf(error));
    return interrupted ?? 1;
  }
}

/** Acts under a name that was asked for; if none was, under the first free one for guests. */
function underName<T>(wanted: string | undefined, act: (name: string) => Promise<T>): Promise<T> {
  return wanted === undefined ? underFreeName(GUEST, act) : act(wanted);
}

/** The signals that end the program, with the exit code that shells give to each. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 130]]
  : [["SIGINT", 130], ["SIGTERM", 143]];

/** Listens to the signals, until what this returns is disposed of. */
function onSignals(interrupt: (exitCode: number) => void): Disposable {
  const listeners = SIGNALS.map(([signal, code]) => [signal, () => interrupt(code)] as const);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return {
    [Symbol.dispose]() {
      for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
    },
  };
}
