import type { SharedFile } from "../../protocol/mod.ts";
import type { SharedFolder } from "./shared_folder.ts";

/** Longest that a list is kept, in ms. */
const MAX_KEPT_MS = 5_000;

/** How many times as long as it took to make is a list kept: making lists takes a tenth at most. */
const KEPT_PER_TAKEN = 9;

/**
 * The list of a folder's files, kept between pages. All who ask while a list is being made share it.
 * It is kept for nine times as long as it took to make, at most 5 s: the list of a small folder is
 * always new, and the list of a large one is not made for each page.
 */
export class KeptList {
  readonly #folder: SharedFolder;
  readonly #now: () => number;
  #list?: Promise<readonly SharedFile[]>;
  /** When the list is too old to be given out; Infinity while it is being made. */
  #expires = 0;

  /**
   * Creates an empty list.
   *
   * @param now The time, in ms, by a monotonic clock; only differences matter.
   */
  constructor(folder: SharedFolder, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * The files, sorted by name.
   *
   * @throws {ProtocolError} As {@linkcode SharedFolder.list} does. A failure is not kept.
   */
  get(): Promise<readonly SharedFile[]> {
    if (this.#list && this.#now() < this.#expires) return this.#list;
    return this.#list = this.#make();
  }

  /** Frees the memory of a list that is too old. Call it about once a second. */
  check(): void {
    if (this.#now() >= this.#expires) this.#list = undefined;
  }

  async #make(): Promise<readonly SharedFile[]> {
    this.#expires = Infinity;
    const began = this.#now();
    try {
      const list = await this.#folder.list();
      const now = this.#now();
      this.#expires = now + Math.min(MAX_KEPT_MS, KEPT_PER_TAKEN * (now - began));
      return list;
    } catch (error) {
      this.#expires = 0;
      throw error;
    }
  }
}
