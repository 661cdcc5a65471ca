import { assert, assertEquals, assertMatch } from "@std/assert";
import { type LogFormat, LogWriter } from "../../../../server/observability/log_writer.ts";
import { pure } from "../../../helpers/pure.ts";

const TODAY = "2026-11-21";

/** A log whose reader takes all that is written, once it is told to. */
class Reader {
  text = "";
  now = new Date(2026, 10, 21, 9, 5, 7);
  /** How many bytes there is room for. */
  room = Infinity;
  readonly writer: LogWriter;
  #gate = Promise.withResolvers<void>();

  constructor(format: LogFormat, quiet = false) {
    this.writer = new LogWriter({
      format,
      quiet,
      now: () => this.now,
      write: async (bytes) => {
        await this.#gate.promise;
        return this.#take(bytes);
      },
    });
  }

  async read(): Promise<string[]> {
    this.#gate.resolve();
    await this.writer.flush();
    return this.text.split("\n").slice(0, -1);
  }

  #take(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.room);
    if (taken.length === 0) throw new Error("No space left on device");
    this.room -= taken.length;
    this.text += new TextDecoder().decode(taken);
    return taken.length;
  }
}

const JOINED = { type: "connection", peer: "192.0.2.1:1" } as const;

pure("LogWriter writes lines for people", async () => {
  const reader = new Reader("text");
  reader.writer.log(JOINED);
  assertEquals(await reader.read(), [TODAY, "09:05:07 connection from 192.0.2.1:1"]);
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
  const [line, ...others] = (await reader.read()).filter((line) => line !== TODAY);
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
  assertEquals(await reader.read(), [TODAY, "09:05:07 192.0.2.1:1 fault: boom"]);
});

pure("LogWriter writes the date before the first line of each day", async () => {
  const reader = new Reader("text");
  reader.writer.log(JOINED);
  reader.now = new Date(2026, 10, 22, 0, 0, 1);
  reader.writer.log(JOINED);
  reader.writer.log(JOINED);
  assertEquals(await reader.read(), [
    TODAY,
    "09:05:07 connection from 192.0.2.1:1",
    "2026-11-22",
    "00:00:01 connection from 192.0.2.1:1",
    "00:00:01 connection from 192.0.2.1:1",
  ]);
});

pure("LogWriter drops what nobody reads past 1 MiB, and says how much", async () => {
  const reader = new Reader("text");
  for (let i = 0; i < 40_000; i++) reader.writer.log(JOINED);
  const lines = await reader.read();
  const lineBytes = "09:05:07 connection from 192.0.2.1:1\n".length;
  const kept = lines.length - 2;
  assert((kept - 1) * lineBytes <= 1_048_576 && (kept + 1) * lineBytes > 1_048_576);
  const missing = 40_000 - kept;
  assertEquals(
    lines.at(-1),
    `09:05:07 ${missing} lines of the log missing here: could not be written`,
  );
});

pure(
  "LogWriter goes on with whole lines once a full disk has room, and says what is missing",
  async () => {
    const reader = new Reader("text");
    reader.room = 20; // In the middle of the first line.
    for (let i = 0; i < 40_000; i++) reader.writer.log(JOINED);
    await reader.read();
    assertEquals(reader.text, `${TODAY}\n09:05:07 `);
    reader.writer.log(JOINED);
    reader.room = Infinity;
    const [date, ...lines] = await reader.read();
    assertEquals(date, TODAY);
    for (const line of lines) {
      assertMatch(
        line,
        /^09:05:07 (connection from 192.0.2.1:1|\d+ lines of the log missing here.*)$/,
      );
    }
    const said = lines.flatMap((line) => /(\d+) lines/.exec(line)?.slice(1) ?? []).map(Number);
    assertEquals(lines.length - said.length + said.reduce((a, b) => a + b), 40_001);
  },
);

pure(
  "LogWriter writes what is logged at any moment after a write, without waiting for more",
  async () => {
    for (let moment = 0; moment < 12; moment++) {
      let text = "";
      const { promise: bothWritten, resolve } = Promise.withResolvers<void>();
      const writer = new LogWriter({
        format: "json",
        quiet: false,
        now: () => new Date(2026, 10, 21),
        write: (bytes) => {
          text += new TextDecoder().decode(bytes);
          if (text.split("\n").length > 2) resolve();
          else void logAfter(moment);
          return Promise.resolve(bytes.length);
        },
      });
      const logAfter = async (ticks: number) => {
        for (let tick = 0; tick < ticks; tick++) await null;
        writer.log(JOINED);
      };
      writer.log(JOINED);
      await bothWritten;
    }
  },
);
