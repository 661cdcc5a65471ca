import { assert, assertEquals, assertMatch } from "@std/assert";
import { type LogFormat, LogWriter } from "../../../../server/observability/log_writer.ts";
import { pure } from "../../../helpers/pure.ts";

/** A log whose reader takes all that is written, once it is told to. */
class Reader {
  text = "";
  readonly writer: LogWriter;
  #gate = Promise.withResolvers<void>();

  constructor(format: LogFormat, quiet = false) {
    this.writer = new LogWriter({
      format,
      quiet,
      now: () => new Date(2026, 10, 21, 9, 5, 7),
      write: async (bytes) => {
        await this.#gate.promise;
        this.text += new TextDecoder().decode(bytes);
        return bytes.length;
      },
    });
  }

  async read(): Promise<string[]> {
    this.#gate.resolve();
    await this.writer.flush();
    return this.text.split("\n").slice(0, -1);
  }
}

const JOINED = { type: "connection", peer: "192.0.2.1:1" } as const;

pure("LogWriter writes lines for people", async () => {
  const reader = new Reader("text");
  reader.writer.log(JOINED);
  assertEquals(await reader.read(), ["09:05:07 connection from 192.0.2.1:1"]);
});

pure("LogWriter writes objects for programs", async () => {
  const reader = new Reader("json");
  reader.writer.log(JOINED);
  const time = new Date(2026, 10, 21, 9, 5, 7).toISOString();
  assertEquals((await reader.read()).map((line) => JSON.parse(line)), [{ time, ...JOINED }]);
});

/** What is logged, in one line, of a refusal for this reason. */
async function logged(reason: string, format: LogFormat): Promise<string> {
  const reader = new Reader(format);
  reader.writer.log({ type: "refused", peer: "192.0.2.1:1", reason });
  const [line, ...others] = await reader.read();
  assertEquals(others, []);
  return line!;
}

pure("LogWriter lets nobody write to the operator's terminal", async () => {
  const line = await logged("No such file: \x1b[2J\x9b31m\nforged", "text");
  assertEquals(line, "09:05:07 192.0.2.1:1 refused: No such file:  forged");
});

pure("LogWriter lets nobody write to the operator's terminal in JSON either", async () => {
  const reason = "No such file: \x1b[2J\x9b31m\u202e\nforged";
  const line = await logged(reason, "json");
  assertMatch(line, /^[\x20-\x7e]+$/);
  assertEquals(JSON.parse(line).reason, reason);
});

pure("LogWriter says little if it is to be quiet", async () => {
  const reader = new Reader("text", true);
  for (const type of ["connection", "fault"] as const) {
    reader.writer.log({ type, peer: "192.0.2.1:1", error: "boom" });
  }
  assertEquals(await reader.read(), ["09:05:07 192.0.2.1:1 fault: boom"]);
});

pure("LogWriter drops what nobody reads past 1 MiB, and says how much", async () => {
  const reader = new Reader("text");
  for (let i = 0; i < 40_000; i++) reader.writer.log(JOINED);
  const kept = (await reader.read()).length;
  const lineBytes = "09:05:07 connection from 192.0.2.1:1\n".length;
  assert((kept - 1) * lineBytes <= 1_048_576 && (kept + 1) * lineBytes > 1_048_576);
  reader.writer.log(JOINED);
  assertEquals((await reader.read()).slice(kept), [
    `09:05:07 ${40_000 - kept} lines of log were dropped, as nothing read them`,
    "09:05:07 connection from 192.0.2.1:1",
  ]);
});
