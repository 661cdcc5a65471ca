import type { Block, Painter } from "./painter.ts";
import type { Cell } from "./size.ts";
import type { LogLine } from "./wrap.ts";

/** Knows where the cursor is after a resize, which moves it. */
export interface Locating {
  /** Tells whether the cursor may be elsewhere than where the last drawing left it. */
  isUnsure(isResized: boolean): boolean;
  /** Finds the cursor; nothing if the terminal does not tell. */
  locate(): Promise<Cell | undefined>;
}

/** When a painter draws: once for everything that changes in one tick, and not while it must wait. */
export class Drawing {
  readonly #painter: Painter;
  readonly #block: () => Block;
  readonly #locating?: Locating;
  #fresh: LogLine[] = [];
  #ringing = false;
  #isDue = false;
  /** Whether the terminal is asked where the cursor is. */
  #isAsking = false;
  /** Whether the terminal is the shell's for now. */
  #paused = false;
  #closed = false;

  /**
   * Begins with nothing to draw.
   *
   * @param painter What draws.
   * @param block Makes the block below the log.
   * @param locating Finds the cursor after a resize. Without it, the painter estimates its row.
   */
  constructor(painter: Painter, block: () => Block, locating?: Locating) {
    this.#locating = locating;
    this.#painter = painter;
    this.#block = block;
  }

  /** Adds lines to the log. */
  log(lines: readonly LogLine[]): void {
    this.#fresh.push(...lines);
    this.update();
  }

  /** Rings the bell with the next lines. */
  ring(): void {
    this.#ringing = true;
  }

  /** Draws after this tick. */
  update(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#draw());
  }

  /** Clears the screen, and draws the block alone. */
  clear(): void {
    if (this.#closed) return;
    this.#fresh = [];
    this.#painter.clear(this.#block());
  }

  /** Removes the block, and draws nothing until {@linkcode Drawing.resume}. */
  pause(): void {
    this.#painter.paint(this.#fresh.splice(0), undefined);
    this.#paused = true;
  }

  /** Draws again, below what others have written meanwhile. */
  resume(): void {
    if (this.#closed) return;
    this.#paused = false;
    this.#painter.restart();
    this.update();
  }

  /** Removes the block. Further lines are drawn without one. */
  close(): void {
    this.#painter.paint(this.#fresh.splice(0), undefined);
    this.#closed = true;
  }

  #draw(): void {
    this.#isDue = false;
    if (this.#paused || this.#isAsking) return;
    const isUnsure = this.#locating?.isUnsure(this.#painter.isResized) && !this.#closed;
    if (isUnsure) this.#drawLocated(this.#locating!);
    else this.#paint();
  }

  /** Draws once it is known where a resize has moved the cursor to. */
  async #drawLocated(locating: Locating): Promise<void> {
    this.#isAsking = true;
    const cursor = await locating.locate();
    this.#isAsking = false;
    if (!this.#paused) this.#paint(cursor);
  }

  #paint(cursor?: Cell): void {
    const fresh = this.#fresh.splice(0);
    if (this.#closed && fresh.length === 0) return;
    const block = this.#closed ? undefined : this.#block();
    this.#painter.paint(fresh, block, { rings: this.#ringing, cursor });
    this.#ringing = false;
  }
}
