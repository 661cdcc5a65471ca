/**
 * Requests that have no answer yet, over all the connections of a conversation.
 *
 * @typedef {{ type: string, [field: string]: unknown }} Ask
 * @typedef {{ ok: Record<string, any> } | { error: { code: string, message: string } }} Outcome
 */
export class Outbox {
  /** @type {Map<number, { ask: Ask, sent: boolean }>} */
  #pending = new Map();
  #lastId;

  /** @param {number} firstId More than any id that this conversation has used. */
  constructor(firstId) {
    this.#lastId = firstId;
  }

  /** An id that was never used. */
  nextId() {
    return ++this.#lastId;
  }

  /**
   * Takes a request; returns its id.
   *
   * @param {Ask} ask
   */
  add(ask) {
    const id = this.nextId();
    this.#pending.set(id, { ask, sent: false });
    return id;
  }

  /** Takes a request that another page had sent, under its id. */
  restore(/** @type {number} */ id, /** @type {Ask} */ ask) {
    this.#lastId = Math.max(this.#lastId, id);
    this.#pending.set(id, { ask, sent: true });
  }

  /** Takes out the request that was answered. */
  take(/** @type {number} */ id) {
    const ask = this.#pending.get(id)?.ask;
    this.#pending.delete(id);
    return ask;
  }

  /** What is to be sent, in order: on a new connection all, else what was not. @returns {string[]} */
  toSend(/** @type {boolean} */ all) {
    const texts = [];
    for (const [id, pending] of this.#pending) {
      if (all || !pending.sent) texts.push(JSON.stringify({ id, ...pending.ask }));
      pending.sent = true;
    }
    return texts;
  }

  /** Takes out the messages that a server may have had, and that must not be sent twice. */
  takeSent() {
    const taken = [...this.#pending].filter(([, { ask, sent }]) => sent && isMessage(ask));
    for (const [id] of taken) this.#pending.delete(id);
    return taken.map(([id, { ask }]) => ({ id, ask }));
  }

  /** The messages without an answer, to be kept while the page is loaded again. */
  messages() {
    return [...this.#pending].filter(([, { ask }]) => isMessage(ask))
      .map(([id, { ask }]) => ({ id, ask }));
  }
}

/** @returns {boolean} Whether a request must not be obeyed twice. */
function isMessage(/** @type {Ask} */ { type }) {
  return type === "say" || type === "tell";
}
