import { Agenda, type Entry } from "./agenda.ts";

/** A process in simulated time: what it waits for does not happen while it is frozen or dead. */
export class SimulatedProcess {
  /** Whether it hangs: what is due then happens afterwards. */
  isFrozen = false;
  /** Whether it is gone: nothing that it waits for happens any more. */
  isDead = false;
}

/** When a simulation begins, in ms since 1970 UTC. */
const EPOCH = 1_800_000_000_000;

/** What is replaced, and what it was. */
const REAL = { setTimeout, setInterval, clearTimeout, clearInterval };
const REAL_DATE_NOW = Date.now;
const REAL_SET_IMMEDIATE = setImmediate;

/**
 * Time that passes only as fast as a test lets it. It takes the place of timers and clocks, as
 * `FakeTime` of the standard library does; but also of `performance.now`, and it knows which process a
 * timer belongs to, so that one can hang or die.
 */
export class SimulatedTime implements Disposable {
  /** What passed since the beginning, in ms. */
  now = 0;
  readonly #agenda = new Agenda();
  #held: Entry[] = [];
  readonly #timers = new Map<number, { isOver: boolean }>();
  #count = 0;
  #current?: SimulatedProcess;

  /** Takes the place of the real time, until it is disposed of. */
  constructor() {
    const stop = (id?: number) => this.#stop(id);
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms?: number) => this.#start(run, ms, "once"),
      setInterval: (run: () => void, ms?: number) => this.#start(run, ms, "again and again"),
      ...{ clearTimeout: stop, clearInterval: stop },
    });
    Date.now = () => EPOCH + this.now;
    Object.defineProperty(performance, "now", { value: () => this.now, configurable: true });
  }

  /** Lets something happen later, in a process. */
  after(ms: number, process: SimulatedProcess | undefined, happen: () => void): void {
    this.#agenda.add({ at: this.now + ms, order: ++this.#count, process, happen });
  }

  /** Lets a process that hung go on: what was due happens now, in the same order. */
  thaw(process: SimulatedProcess): void {
    process.isFrozen = false;
    const due = this.#held.filter((entry) => entry.process === process);
    this.#held = this.#held.filter((entry) => entry.process !== process);
    for (const { happen } of due) this.after(0, process, happen);
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    while (this.#agenda.next && this.#agenda.next.at <= end) {
      const entry = this.#agenda.take();
      if (entry.process?.isDead) continue;
      this.now = entry.at;
      if (entry.process?.isFrozen) this.#held.push(entry);
      else await this.#let(entry);
    }
    this.now = end;
  }

  /** Gives the real time back. */
  [Symbol.dispose](): void {
    Object.assign(globalThis, REAL);
    Date.now = REAL_DATE_NOW;
    Reflect.deleteProperty(performance, "now");
  }

  /** Lets an entry happen, and all that follows from it at once: timers set by then are its process's. */
  async #let({ process, happen }: Entry): Promise<void> {
    this.#current = process;
    happen();
    await settled();
    this.#current = undefined;
  }

  #start(run: () => void, ms = 0, how: "once" | "again and again"): number {
    const timer = { isOver: false };
    const id = ++this.#count;
    this.#timers.set(id, timer);
    const process = this.#current;
    const happen = () => {
      if (timer.isOver) return;
      if (how === "once") this.#timers.delete(id);
      else this.after(ms, process, happen);
      run();
    };
    this.after(ms, process, happen);
    return id;
  }

  #stop(id = 0): void {
    const timer = this.#timers.get(id);
    if (timer) timer.isOver = true;
    this.#timers.delete(id);
  }
}

/** Resolves when all pending microtasks have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => REAL_SET_IMMEDIATE(resolve));
}
