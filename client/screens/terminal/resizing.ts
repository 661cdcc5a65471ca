import { delay } from "@std/async/delay";
import type { Locating } from "./drawing.ts";
import { type Cell, isSameSize, type Size } from "./size.ts";

/** Maximum number of times that the terminal is asked before one drawing. */
const MAX_QUESTIONS = 10;

/** How long to wait for the system to tell the size that the terminal has already, in ms. */
const RETRY_MS = 50;

/**
 * How long after a resize another one may come before the system tells of it, in ms: tmux tells of
 * one in 250 ms.
 */
const UNSETTLED_MS = 500;

/** What {@linkcode Resizing} needs. */
export interface ResizingOptions {
  /** The size that the system tells. */
  size: () => Size;
  /** Asks the terminal where the cursor is. */
  ask: () => Promise<Cell | undefined>;
}

/** Finds where the cursor is when the size has changed, and is changed further by the user. */
export class Resizing implements Locating {
  readonly #options: ResizingOptions;
  /** In ms since 1970 UTC. */
  #unsettledUntil = 0;

  /** Begins with a size that does not change. */
  constructor(options: ResizingOptions) {
    this.#options = options;
  }

  /** Tells whether the cursor may be elsewhere than where the last drawing left it. */
  isUnsure(isResized: boolean): boolean {
    const now = Date.now();
    if (isResized) this.#unsettledUntil = now + UNSETTLED_MS;
    return now < this.#unsettledUntil;
  }

  /** Asks until the terminal and the system tell the same size. */
  async locate(): Promise<Cell | undefined> {
    const { size, ask } = this.#options;
    let cursor: Cell | undefined;
    for (let asked = 0; asked < MAX_QUESTIONS; asked++) {
      const before = size();
      cursor = await ask();
      if (isSameSize(cursor?.size ?? before, size())) break;
      if (cursor?.size) await delay(RETRY_MS);
    }
    return cursor;
  }
}
