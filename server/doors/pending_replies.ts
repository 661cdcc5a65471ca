import type { Ask, Reply, Request } from "../../protocol/mod.ts";

/**
 * The requests of a guest that wait for their reply, for doors whose protocol has no number for each
 * request.
 */
export class PendingReplies {
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #requests = 0;

  /**
   * Numbers a request.
   *
   * @param then Takes the reply.
   */
  expect(ask: Ask, then: (reply: Reply) => void): Request {
    const id = ++this.#requests;
    this.#waiting.set(id, then);
    return { ...ask, id } as Request;
  }

  /** Hands a reply to whoever waits for it. */
  settle(reply: Reply): void {
    const then = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    then?.(reply);
  }
}
