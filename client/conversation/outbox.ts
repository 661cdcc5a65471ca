import {
  type Ask,
  checkResult,
  encodeMessage,
  type ErrorBody,
  FrameType,
  isSameName,
  ProtocolError,
  type RawReply,
  type Result,
} from "../../protocol/mod.ts";
import type { Outcome, Settle } from "./outcome.ts";

interface Pending {
  readonly ask: Ask;
  readonly settle: Settle;
  readonly frame: Uint8Array;
  /** Whether the server may have received it. */
  sent: boolean;
  /** Whether there was a time without a connection since the user asked. */
  late: boolean;
}

/**
 * The requests without an answer, in order, over all connections of a client. Their ids keep
 * growing, so that the server can distinguish a repeated request from a new one.
 */
export class Outbox {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #bytes = 0;

  /** Total size of the requests without an answer, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns an unused id. */
  nextId(): number {
    return ++this.#lastId;
  }

  /**
   * Adds a request.
   *
   * @param when Whether its frame is sent now, or on the next connection.
   * @returns Its frame; undefined if it is too long, which `settle` was told.
   */
  add(ask: Ask, settle: Settle, when: "now" | "later"): Uint8Array | undefined {
    const id = this.nextId();
    let frame: Uint8Array;
    try {
      frame = encodeMessage(FrameType.REQUEST, { id, ...ask });
    } catch {
      settle({ error: { code: "frame-too-large", message: "That is too long to be sent" } });
      return undefined;
    }
    const sent = when === "now";
    this.#pending.set(id, { ask, settle, frame, sent, late: !sent });
    this.#bytes += frame.length;
    return frame;
  }

  /**
   * Passes an answer to its request.
   *
   * @throws {ProtocolError} `malformed-packet` if there is no request with its id, or the answer
   * does not fit the request.
   */
  settle({ id, ok, error }: RawReply): void {
    const pending = this.#pending.get(id);
    if (!pending) throw new ProtocolError("malformed-packet", `Nothing was asked under id ${id}`);
    this.#settle(id, pending, ok ? judge(pending.ask, ok) : { error: error! });
  }

  /** Whether a request for this name is without an answer. */
  hasAskedFor(name: string): boolean {
    return this.#pending.values().some(({ ask }) => asksFor(ask, name));
  }

  /** Returns the frames to send on a new connection, in order. */
  frames(): Uint8Array[] {
    return Array.from(this.#pending.values(), (pending) => {
      pending.sent = true;
      return pending.frame;
    });
  }

  /** Notes that the connection is lost. */
  lost(): void {
    for (const pending of this.#pending.values()) pending.late = true;
  }

  /**
   * Gives up requests.
   *
   * @param which Those that the server may have received and that must not be sent twice, or all.
   * @param error Why.
   */
  giveUp(which: "sent" | "all", error: ErrorBody): void {
    for (const [id, pending] of this.#pending) {
      const isGone = which === "all" || pending.sent;
      if (isGone && isMessage(pending.ask)) this.#settle(id, { ...pending, late: true }, { error });
    }
  }

  #settle(id: number, { ask, settle, frame, late }: Pending, outcome: Outcome): void {
    this.#pending.delete(id);
    this.#bytes -= frame.length;
    settle(
      "error" in outcome && late && isMessage(ask) ? { ...outcome, undelivered: true } : outcome,
    );
  }
}

/** Tells whether a request must not be carried out twice. */
function isMessage({ type }: Ask): boolean {
  return type === "say" || type === "tell";
}

/** Tells whether a request is for a name, and for this one. */
function asksFor(ask: Ask, name: string): boolean {
  return (ask.type === "name" || ask.type === "login") && isSameName(ask.name, name);
}

/**
 * Checks an answer. A server must not choose the user's name, because folders are named after it.
 */
function judge(ask: Ask, ok: Record<string, unknown>): Outcome {
  const result = checkResult(ask.type, ok);
  if (ask.type !== "name" && ask.type !== "login") return { ok: result };
  const { name } = result as Result<"name">;
  if (isSameName(name, ask.name)) return { ok: result };
  const message = `The server answered with the name ${name}, not ${ask.name}`;
  return { error: { code: "malformed-packet", message } };
}
