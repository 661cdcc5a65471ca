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
  /** Whether the server may have it. */
  sent: boolean;
  /** Whether a connection was lost, or there was none, since the user asked. */
  late: boolean;
}

/**
 * The requests that have no answer yet, in order, over all the connections of a client. Their ids go
 * on growing, by which a server tells a repeated request from a new one.
 */
export class Outbox {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #bytes = 0;

  /** Bytes of the requests that have no answer yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** An id that was never used. */
  nextId(): number {
    return ++this.#lastId;
  }

  /**
   * Takes a request.
   *
   * @param sent Whether it is sent at once.
   * @returns Its frame; nothing if it is too long to be sent, which `settle` was told.
   */
  add(ask: Ask, settle: Settle, sent: boolean): Uint8Array | undefined {
    const id = this.nextId();
    let frame: Uint8Array;
    try {
      frame = encodeMessage(FrameType.REQUEST, { id, ...ask });
    } catch {
      settle({ error: { code: "frame-too-large", message: "That is too long to be sent" } });
      return undefined;
    }
    this.#pending.set(id, { ask, settle, frame, sent, late: !sent });
    this.#bytes += frame.length;
    return frame;
  }

  /**
   * Hands an answer to whoever asked.
   *
   * @throws {ProtocolError} `malformed-packet` if nothing was asked under its id, or the answer is
   * none to what was asked.
   */
  settle({ id, ok, error }: RawReply): void {
    const pending = this.#pending.get(id);
    if (!pending) throw new ProtocolError("malformed-packet", `Nothing was asked under id ${id}`);
    this.#settle(id, pending, ok ? judge(pending.ask, ok) : { error: error! });
  }

  /** Whether a request for this name has no answer yet. */
  hasAskedFor(name: string): boolean {
    return this.#pending.values().some(({ ask }) => asksFor(ask, name));
  }

  /** All frames to be sent on a new connection, in order. */
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
   * Gives messages up.
   *
   * @param which Those a server may have had, and which must not be sent twice; or every one.
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

/** Tells whether a request must not be obeyed twice. */
function isMessage({ type }: Ask): boolean {
  return type === "say" || type === "tell";
}

/** Tells whether a request is for a name, and for this one. */
function asksFor(ask: Ask, name: string): boolean {
  return (ask.type === "name" || ask.type === "login") && isSameName(ask.name, name);
}

/** Checks an answer. A server does not choose the name of a user, after whom folders are named. */
function judge(ask: Ask, ok: Record<string, unknown>): Outcome {
  const result = checkResult(ask.type, ok);
  if (ask.type !== "name" && ask.type !== "login") return { ok: result };
  const { name } = result as Result<"name">;
  if (isSameName(name, ask.name)) return { ok: result };
  const message = `The server answered with the name ${name}, not ${ask.name}`;
  return { error: { code: "malformed-packet", message } };
}
