import { errorBody, ProtocolError, type Reply, type Request } from "../../protocol/mod.ts";
import { Broadcaster } from "./broadcaster.ts";
import type { ChatCore } from "../core/chat_core.ts";
import type { Conversation } from "./conversation.ts";
import type { Effect, Session } from "../core/effects.ts";
import type { FileService } from "../files/file_service.ts";
import type { Log } from "../observability/log.ts";
import type { Metrics } from "../observability/metrics.ts";

/**
 * Stands between the conversations and the core: hands requests to the core, and does what the core
 * wants done.
 */
export class Dispatcher {
  readonly #core: ChatCore;
  readonly #log: Log;
  readonly #metrics: Metrics;
  #muted = false;
  readonly #conversations = new Map<Session, Conversation>();
  readonly #broadcaster: Broadcaster;

  /** Takes the core to ask, the files to serve, a log, and what counts. */
  constructor(core: ChatCore, readonly files: FileService, log: Log, metrics: Metrics) {
    this.#core = core;
    this.#log = log;
    this.#metrics = metrics;
    this.#broadcaster = new Broadcaster((to) => this.#conversations.get(to)?.peer, metrics);
  }

  /** Begins a conversation of the core for a connection. */
  connect(conversation: Conversation): Session {
    const session = this.#core.connect();
    this.#conversations.set(session, conversation);
    return session;
  }

  /** Tells nobody any more who leaves: everybody does, as the server is closing. */
  mute(): void {
    this.#muted = true;
  }

  /** Ends the core's side of a conversation. */
  disconnect(session: Session): void {
    const known = this.#conversations.delete(session);
    if (known && !this.#muted) this.#perform(this.#core.disconnect(session));
  }

  /**
   * Takes a request.
   *
   * @returns What to wait for before the next one, if anything.
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
    if (effect.type !== "notice") {
      this.#broadcaster.flush(effect.type === "reply" ? effect.to : undefined);
    }
    switch (effect.type) {
      case "notice":
        return this.#broadcaster.tell(effect);
      case "reply":
        if ("error" in effect.reply) this.#metrics.refuse(effect.reply.error.code);
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
      this.#metrics.refuse(body.code);
      this.#log({ type: "refused", peer: peer.address, name: to.name, reason: body.message });
      peer.reply({ id, error: body });
    }
  }
}
