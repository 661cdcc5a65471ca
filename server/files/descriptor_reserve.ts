import { isBusy } from "./disk_errors.ts";

/** Opening this file takes a descriptor and little time. */
const NOTHING = Deno.build.os === "windows" ? "NUL" : "/dev/null";

/**
 * Descriptors that are held back, so that a few files can be opened when connections have taken all
 * others.
 */
export class DescriptorReserve implements Disposable {
  readonly #size: number;
  readonly #held: Deno.FsFile[] = [];

  /**
   * Holds back as many descriptors as it can get.
   *
   * @param size How many, 0 or more.
   */
  constructor(size: number) {
    this.#size = size;
    this.refill();
  }

  /** How many are held back now. */
  get held(): number {
    return this.#held.length;
  }

  /**
   * Does something that takes a descriptor; if there is none, lets go of one and tries again.
   *
   * @throws What it throws, once nothing is held back.
   */
  async use<T>(open: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await open();
      } catch (error) {
        const spare = isBusy(error) ? this.#held.pop() : undefined;
        if (!spare) throw error;
        spare.close();
      }
    }
  }

  /** Holds back again what was let go; to be called when a descriptor may be free. */
  refill(): void {
    try {
      while (this.#held.length < this.#size) this.#held.push(Deno.openSync(NOTHING));
    } catch {
      // There is none at the moment.
    }
  }

  /** Lets go of all. */
  [Symbol.dispose](): void {
    for (const spare of this.#held.splice(0)) spare.close();
  }
}
