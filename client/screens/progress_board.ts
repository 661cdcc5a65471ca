import type { Phase, TransferProgress } from "../downloads/transfer_progress.ts";
import { progressLine } from "./progress.ts";

/** Minimum time between two drawings, in ms. */
const DRAW_EVERY_MS = 100;

/** Time over which the rate is averaged, in ms. */
const RATE_WINDOW_MS = 4_000;

/** Options of {@linkcode ProgressBoard}. */
export interface ProgressBoardOptions {
  /** Shows lines in place of the previous ones. */
  draw: (lines: readonly string[]) => void;
  /**
   * Width in columns.
   *
   * @default those of the terminal
   */
  width?: () => number;
  /**
   * The time, in ms; only differences matter.
   *
   * @default {performance.now}
   */
  now?: () => number;
}

/** One line for each running download, drawn at most ten times a second. */
export class ProgressBoard {
  readonly #options: Required<ProgressBoardOptions>;
  readonly #rows = new Map<string, Row>();
  #timer?: ReturnType<typeof setInterval>;

  /** Creates an empty board. */
  constructor(options: ProgressBoardOptions) {
    this.#options = { width: terminalWidth, now: () => performance.now(), ...options };
  }

  /**
   * Notes the progress of a download.
   *
   * @param name The file.
   * @param progress Its progress; undefined if it has ended, which removes its line.
   */
  update(name: string, progress: TransferProgress | undefined): void {
    if (!progress) return this.#remove(name);
    const row = this.#rows.get(name) ?? new Row();
    row.update(progress, this.#options.now());
    this.#rows.set(name, row);
    this.#timer ??= setInterval(() => this.draw(), DRAW_EVERY_MS);
  }

  #remove(name: string): void {
    if (!this.#rows.delete(name)) return;
    this.draw();
    if (this.#rows.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Draws. */
  draw(): void {
    const [width, now] = [this.#options.width(), this.#options.now()];
    this.#options.draw(Array.from(this.#rows, ([name, row]) => row.line(name, width, now)));
  }
}

/** The state of one download. */
class Row {
  #progress: TransferProgress = { phase: "waiting", done: 0, total: 0 };
  /** Samples of its progress, oldest first. The first is the last one outside the window. */
  #samples: { readonly time: number; readonly done: number }[] = [];
  #phase?: Phase;

  update(progress: TransferProgress, now: number): void {
    if (progress.phase !== this.#phase) this.#samples = [];
    this.#phase = progress.phase;
    this.#progress = progress;
    const last = this.#samples.at(-1);
    if (last && now - last.time < DRAW_EVERY_MS) return;
    this.#samples.push({ time: now, done: progress.done });
    while (this.#samples.length > 2 && now - this.#samples[1]!.time >= RATE_WINDOW_MS) {
      this.#samples.shift();
    }
  }

  line(name: string, width: number, now: number): string {
    const [first] = this.#samples;
    const elapsed = first ? now - first.time : 0;
    const rate = elapsed > 0 ? (this.#progress.done - first!.done) * 1_000 / elapsed : 0;
    return progressLine(name, this.#progress, rate, width);
  }
}

function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}
