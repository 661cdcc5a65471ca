import { assert, assertEquals } from "@std/assert";
import { FairGate } from "../../../../server/admission/fair_gate.ts";

/** Replaces the timers by ones that a test moves. */
class Time implements Disposable {
  now = 0;
  readonly #timers = new Map<number, { at: number; run: () => void }>();
  readonly #real = { setTimeout, clearTimeout };
  #last = 0;

  constructor() {
    const timers = globalThis as unknown as Record<string, unknown>;
    timers.setTimeout = (run: () => void, ms: number) => {
      this.#timers.set(++this.#last, { at: this.now + ms, run });
      return this.#last;
    };
    timers.clearTimeout = (id: number) => void this.#timers.delete(id);
  }

  /** Moves on; every timer goes off at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at);
      if (!next || next[1].at > end) break;
      this.#timers.delete(next[0]);
      this.now = next[1].at;
      next[1].run();
      for (let turn = 0; turn < 5; turn++) await null;
    }
    this.now = end;
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
  }
}

Deno.test("FairGate lets its burst through at once, and then its rate", async () => {
  using time = new Time();
  const gate = new FairGate(1_000, 500, () => time.now);
  const passed: number[] = [];
  const flow = {};
  for (let i = 0; i < 15; i++) {
    const wait = gate.pass(flow, 100);
    if (wait) wait.done.then(() => passed.push(time.now));
    else passed.push(time.now);
  }
  await time.advance(2_000);
  assertEquals(passed, [0, 0, 0, 0, 0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
});

Deno.test("FairGate lets one that is larger than its burst through once that is full", async () => {
  using time = new Time();
  const gate = new FairGate(1_000, 500, () => time.now);
  assertEquals(gate.pass({}, 800), undefined);
  let passedAt = 0;
  gate.pass({}, 100)!.done.then(() => passedAt = time.now);
  await time.advance(1_000);
  assertEquals(passedAt, 400);
});

Deno.test("FairGate does not let who wants little wait behind those who want much", async () => {
  using time = new Time();
  const gate = new FairGate(1_000, 500, () => time.now);
  gate.pass({}, 500);
  for (let i = 0; i < 64; i++) gate.pass({}, 10_000);
  await time.advance(1_000);
  let passedAt = 0;
  const asked = time.now;
  gate.pass({}, 1)!.done.then(() => passedAt = time.now);
  await time.advance(700_000);
  assert(passedAt - asked <= 10_000, `${passedAt - asked} ms`);
});

Deno.test("FairGate lets the others on when one gives up", async () => {
  using time = new Time();
  const gate = new FairGate(1_000, 500, () => time.now);
  gate.pass({}, 500);
  const first = gate.pass({}, 400)!;
  let passedAt = 0;
  gate.pass({}, 450)!.done.then(() => passedAt = time.now);
  first.cancel();
  await first.done;
  await time.advance(1_000);
  assertEquals([passedAt, gate.isIdle], [450, true]);
});
