import {
  encodeMessage,
  errorBody,
  FrameType,
  ProtocolError,
  type Reply,
  type Request,
} from "../protocol/mod.ts";
import type { ChatCore } from "./chat_core.ts";
import type { Conversation } from "./conversation.ts";
import type { Effect, Session } from "./effects.ts";
import type { FileService } from "./file_service.ts";
import type { Log } from "./log.ts";

/**
 * Stands between the conversations and the core: hands requests to the core, and does what the core
 * wants done.
 */
export class Dispatcher {
  readonly #core: ChatCore;
  readonly #log: Log;
  readonly #conversations = new Map<Session, Conversation>();

  /** Takes the core to ask, the files to serve, and a log. */
  constructor(core: ChatCore, readonly files: FileService, log: Log) {
    this.#core = core;
    this.#log = log;
  }

  /** Begins a conversation of the core for a connection. */
  connect(conversation: Conversation): Session {
    const session = this.#core.connect();
    this.#conversations.set(session, conversation);
    return session;
  }

  /** Ends the core's side of a conversation. */
  disconnect(session: Session): void {
    this.#conversations.delete(session);
    this.#perform(this.#core.disconnect(session));
  }

  /**
   * Takes a request.
   *
   * @returns A promise only if the answer has to wait for a file.
   */
  handle(session: Session, request: Request): Promise<void> | undefined {
    return this.#perform(this.#core.handle(session, request));
  }

  #perform(effects: readonly Effect[]): Promise<void> | undefined {
    let later: Promise<void> | undefined;
    for (const effect of effects) later = this.#performOne(effect) ?? later;
    return later;
  }

  #performOne(effect: Effect): Promise<void> | undefined {
    switch (effect.type) {
      case "notice":
        return this.#notify(effect);
      case "reply":
        return void this.#conversations.get(effect.to)?.peer.reply(effect.reply);
      case "close":
        return this.#conversations.get(effect.session)?.finish(effect.reason);
      case "log":
        return this.#conversations.get(effect.session)?.became(effect.event);
      case "replace":
        return this.#conversations.get(effect.session)?.drop();
      case "list-files":
        return this.#answer(effect, () => this.files.page(effect.from));
      case "grant":
        return this.#answer(effect, () => this.files.grant(effect.name, effect.to.name!));
    }
  }

  /** One encode, however many it goes to. */
  #notify({ to, notice }: Effect & { type: "notice" }): undefined {
    const frame = encodeMessage(FrameType.NOTICE, notice);
    for (const session of to) this.#conversations.get(session)?.peer.send(frame);
  }

  async #answer(
    { to, id }: { to: Session; id: number },
    ask: () => Promise<Extract<Reply, { ok: unknown }>["ok"]>,
  ): Promise<void> {
    const peer = this.#conversations.get(to)?.peer;
    try {
      peer?.reply({ id, ok: await ask() });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      if (!peer) return;
      const body = errorBody(error);
      this.#log({ type: "refused", peer: peer.address, name: to.name, reason: body.message });
      peer.reply({ id, error: body });
    }
  }
}
