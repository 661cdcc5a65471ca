import type { Ask, Reply, Request } from "../../protocol/mod.ts";

/**
 * The requests of a guest that wait for their reply, for doors whose protocol has no number for each
 * request.
 */
export class PendingReplies {
  /** An array, and no map: it is nearly always empty, in every idle client. */
  readonly #waiting: { readonly id: number; readonly then: (reply: Reply) => void }[] = [];
  #requests = 0;

  /**
   * Numbers a request.
   *
   * @param then Takes the reply.
   */
  expect(ask: Ask, then: (reply: Reply) => void): Request {
    const id = ++this.#requests;
    this.#waiting.push({ id, then });
    return { ...ask, id } as Request;
  }

  /** Hands a reply to whoever waits for it. */
  settle(reply: Reply): void {
    const at = this.#waiting.findIndex(({ id }) => id === reply.id);
    const waiting = this.#waiting[at];
    if (!waiting) return;
    this.#waiting.splice(at, 1);
    waiting.then(reply);
  }
}
