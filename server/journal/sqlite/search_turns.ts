/** How long a search lets others have their turn, in ms: twice as long as it takes itself. */
const PAUSE_MS = 6;

/** Lets one search run at a time, so that many of them take no more of each tick than one. */
export class SearchTurns {
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /**
   * Runs a search once those before it have ended.
   *
   * @throws {Error} If searching has ended meanwhile, or what the search throws.
   */
  run<T>(search: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      this.check();
      return search();
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /**
   * Lets others have a turn of the event loop.
   *
   * @throws {Error} If searching has ended meanwhile.
   */
  async pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    this.check();
  }

  /**
   * Makes sure that searching goes on.
   *
   * @throws {Error} If it has ended.
   */
  check(): void {
    if (this.#closed) throw new Error("Cannot search: the history is closed");
  }

  /** Ends searching; resolves once no search runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }
}
