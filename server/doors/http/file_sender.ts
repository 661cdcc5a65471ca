import type { Connection } from "../../net/connection.ts";
import type { FileBody } from "./answer.ts";
import type { WebContext } from "./web_context.ts";

/**
 * Size of the largest file whose digest is computed because somebody downloaded all of it: reading
 * it once more takes a fraction of a second, also if the client has gone meanwhile.
 */
const MAX_HASHED_BYTES = 67_108_864;

/** Sends the shared files that one connection asks for, each when it is its turn. */
export class FileSender {
  readonly #connection: Connection;
  readonly #context: WebContext;
  readonly #key: string;
  /** Ends the wait for a turn; undefined while there is none. */
  #waiting?: AbortController;

  /** Sends nothing yet. */
  constructor(connection: Connection, context: WebContext) {
    this.#connection = connection;
    this.#context = context;
    this.#key = `address ${connection.origin}`;
  }

  /** Whether {@linkcode takeTurn} does not have to wait. */
  get hasFreeTurn(): boolean {
    return this.#context.files.hasFreeTurn(this.#key);
  }

  /**
   * Waits for the turn of this connection.
   *
   * @returns The turn, which is over when you dispose of it.
   * @throws {Error} If {@linkcode giveUp} is called meanwhile.
   */
  async takeTurn(): Promise<Disposable> {
    const { signal } = this.#waiting = new AbortController();
    const taken = () => this.#connection.taken;
    try {
      return await this.#context.files.takeTurn(this.#key, { taken, signal });
    } finally {
      this.#waiting = undefined;
    }
  }

  /**
   * Ends the wait for a turn, if there is one: the client is gone, or the server closes.
   *
   * @param reason Why, for the log.
   */
  giveUp(reason: string): void {
    if (!this.#waiting) return;
    this.#connection.ending ??= reason;
    this.#waiting.abort(new Error(reason));
  }

  /**
   * Sends a file.
   *
   * @param head The encoded head of the answer.
   */
  async send(head: Uint8Array, body: FileBody): Promise<void> {
    const { metrics, log } = this.#context;
    const { name, file, start, end } = body;
    if (end - start === file.size && file.size <= MAX_HASHED_BYTES) this.#hash(body);
    metrics.downloads++;
    try {
      await this.#connection.write(head);
      log({ type: "sending", peer: this.#connection.address, file: name, bytes: end - start });
      await this.#connection.pipe(file.stream(start, end));
    } catch (error) {
      // Anything sent now would be taken for bytes of the file, so the connection is just closed.
      this.#connection.destroy();
      throw error;
    } finally {
      metrics.downloads--;
    }
  }

  /** Has the digest of a file computed, for the `Repr-Digest` of the next answers. */
  #hash({ name, file }: FileBody): void {
    const digest = this.#context.files.digest(name, file);
    digest.sha256.catch(() => {}).finally(() => digest[Symbol.dispose]());
  }
}
