import type { ErrorBody, Reply, RequestType, Result } from "../../protocol/mod.ts";

/** Most answers kept for one client; a plain `ok` takes no place. */
export const MAX_OUTCOMES = 200;

/** Requests that change something, and so must not be obeyed twice. */
const CHANGING: ReadonlySet<string> = new Set<RequestType>([
  "say",
  "tell",
  "login",
  "name",
  "logout",
]);

/**
 * What became of a client's requests. A client that comes back repeats, under the same ids, those
 * it has no answer to: they are answered as they were the first time, and not obeyed again.
 *
 * Relies on ids that go on growing over the connections of one client; nothing depends on the ids
 * of a client that never comes back.
 */
export class Outcomes {
  #done = 0;
  #repeatable = 0;
  #forgotten = 0;
  #replies?: Map<number, Reply>;

  /** Lets everything obeyed so far be repeated. */
  resume(): void {
    this.#repeatable = this.#done;
  }

  /**
   * Notes the answer to a request.
   *
   * @param type What was asked.
   * @param reply What was answered.
   */
  note(type: string, reply: Reply): void {
    if (!CHANGING.has(type)) return;
    this.#done = Math.max(this.#done, reply.id);
    if (!("ok" in reply) || "name" in reply.ok) this.#keep(reply);
  }

  /**
   * Finds the answer to a request that was obeyed before the client came back.
   *
   * @returns The answer; nothing if the request is a new one, or one to obey again.
   */
  repeated(type: string, id: number): Reply | undefined {
    if (id > this.#repeatable || !CHANGING.has(type)) return undefined;
    const known = this.#replies?.get(id);
    if (known) return known;
    return id > this.#forgotten ? { id, ok: {} as Result } : { id, error: UNKNOWN };
  }

  #keep(reply: Reply): void {
    this.#replies ??= new Map();
    this.#replies.set(reply.id, reply);
    if (this.#replies.size <= MAX_OUTCOMES) return;
    const [oldest] = this.#replies.keys();
    this.#replies.delete(oldest!);
    this.#forgotten = Math.max(this.#forgotten, oldest!);
  }
}

const UNKNOWN: ErrorBody = {
  code: "outcome-unknown",
  message: "It is not known any more what became of this",
};
