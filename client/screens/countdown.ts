/** How often the line is drawn, in ms. */
const EVERY_MS = 1_000;

/** A line that is drawn in place while something is waited for. */
export class Countdown {
  readonly #draw: (line: string | undefined) => void;
  #timer?: ReturnType<typeof setInterval>;

  /**
   * Takes where to draw.
   *
   * @param draw Draws the line in place of the one before; nothing takes it away.
   */
  constructor(draw: (line: string | undefined) => void) {
    this.#draw = draw;
  }

  /**
   * Begins to count, in place of what was counted before.
   *
   * @param ms How long to wait.
   * @param line Makes the line, given how many ms are left.
   */
  start(ms: number, line: (leftMs: number) => string): void {
    clearInterval(this.#timer);
    const endsAt = performance.now() + ms;
    const draw = () => this.#draw(line(endsAt - performance.now()));
    this.#timer = setInterval(draw, EVERY_MS);
    draw();
  }

  /** Takes the line away. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#draw(undefined);
  }
}
