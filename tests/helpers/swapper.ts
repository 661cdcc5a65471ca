/** A local user who swaps two files or folders for each other as fast as the system lets one. */
export class Swapper implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Begins to swap; resolves once the first swap is done. */
  static async begin(one: string, other: string): Promise<Swapper> {
    const url = import.meta.resolve("./swapping_worker.ts");
    const swapper = new Swapper(new Worker(url, { type: "module" }));
    const swapping = swapper.#message();
    swapper.#worker.postMessage({ one, other, stop: swapper.#stop });
    await swapping;
    return swapper;
  }

  /** Stops, with everything in its place. */
  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = this.#message();
    Atomics.store(this.#stop, 0, 1);
    await stopped;
    this.#worker.terminate();
  }

  #message(): Promise<unknown> {
    return new Promise((resolve) => this.#worker.onmessage = resolve);
  }
}
