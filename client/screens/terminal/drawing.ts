import type { Block, Painter } from "./painter.ts";
import type { LogLine } from "./wrap.ts";

/** When a painter draws: once for everything that changes in one tick, and not while it must wait. */
export class Drawing {
  readonly #painter: Painter;
  readonly #block: () => Block;
  #fresh: LogLine[] = [];
  #ringing = false;
  #isDue = false;
  /** Whether the terminal is the shell's for now. */
  #paused = false;
  #closed = false;

  /**
   * Begins with nothing to draw.
   *
   * @param painter What draws.
   * @param block Makes the block below the log.
   */
  constructor(painter: Painter, block: () => Block) {
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
    if (this.#paused) return;
    const fresh = this.#fresh.splice(0);
    if (this.#closed && fresh.length === 0) return;
    this.#painter.paint(fresh, this.#closed ? undefined : this.#block(), this.#ringing);
    this.#ringing = false;
  }
}
