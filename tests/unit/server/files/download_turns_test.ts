import { assertEquals } from "@std/assert";
import { DownloadTurns } from "../../../../server/files/download_turns.ts";
import { pure } from "../../../helpers/pure.ts";

const KIB_16 = 16_384;

/** Turns of one at a time, by a clock and by counts of bytes that a test moves. */
function stage() {
  const time = { now: 0 };
  const turns = new DownloadTurns({ limit: 1, now: () => time.now });
  const begun: string[] = [];
  const begin = (name: string, taken: () => number, signal?: AbortSignal) => {
    const turn = turns.take("alice", { taken, signal });
    turn.then(() => begun.push(name), () => {});
    return turn;
  };
  const pass = (ms: number) => {
    for (const end = time.now + ms; time.now < end; time.now += 1_000) turns.check();
    turns.check();
    return new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
  };
  return { begin, begun, pass };
}

pure(
  "a download below 16 KiB/s gives up its turn after a minute in which others wait",
  async () => {
    const { begin, begun, pass } = stage();
    let taken = 0;
    const slow = await begin("slow", () => taken);
    await pass(600_000);
    begin("next", () => 0);
    taken += 60 * KIB_16 - 1;
    await pass(59_000);
    assertEquals(begun, ["slow"]);
    await pass(2_000);
    assertEquals(begun, ["slow", "next"]);
    slow[Symbol.dispose]();
    begin("third", () => 0);
    await pass(1_000);
    assertEquals(begun, ["slow", "next"], "a turn that was given up is not passed on twice");
  },
);

pure("a download at 16 KiB/s keeps its turn, as does one that nobody waits behind", async () => {
  const { begin, begun, pass } = stage();
  let taken = 0;
  const turn = await begin("steady", () => taken);
  const gone = new AbortController();
  const waiting = begin("next", () => 0, gone.signal);
  for (let minute = 0; minute < 10; minute++) {
    taken += 61 * KIB_16;
    await pass(60_000);
  }
  assertEquals(begun, ["steady"]);
  gone.abort(new Error("gone"));
  await waiting.catch(() => {});
  await pass(600_000);
  begin("later", () => 0);
  await pass(30_000);
  assertEquals(begun, ["steady"], "the minute begins when somebody waits");
  turn[Symbol.dispose]();
});
