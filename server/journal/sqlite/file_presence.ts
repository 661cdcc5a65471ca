/** How often to look whether the file is still there, in ms. */
const LOOK_AFTER_MS = 10_000;

/** Tells whether a file that is open still stands under its name. */
export class FilePresence {
  readonly #path: string;
  readonly #clock: () => number;
  readonly #inode: number | null;
  #isThere = true;
  #lookedAt: number;

  /**
   * Takes a file that is there.
   *
   * @param clock The time, in ms; only differences matter.
   */
  constructor(path: string, clock: () => number) {
    this.#path = path;
    this.#clock = clock;
    this.#inode = Deno.statSync(path).ino;
    this.#lookedAt = clock();
  }

  /** Whether it was there when it was looked for, which is every ten seconds. */
  get isThere(): boolean {
    if (this.#clock() - this.#lookedAt < LOOK_AFTER_MS) return this.#isThere;
    this.#lookedAt = this.#clock();
    return this.#isThere = this.#look();
  }

  #look(): boolean {
    try {
      return Deno.statSync(this.#path).ino === this.#inode;
    } catch {
      return false;
    }
  }
}
