import type { ErrorBody } from "../protocol/mod.ts";
import { formatAddress } from "./address.ts";
import { ChatCore } from "./chat_core.ts";
import { Conversation } from "./conversation.ts";
import { Digests } from "./digests.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FileService } from "./file_service.ts";
import type { Log } from "./log.ts";
import type { SharedFolder } from "./shared_folder.ts";
import { Tickets } from "./tickets.ts";
import type { Welcome } from "./welcome.ts";

/** Options of {@linkcode ChatServer.listen}. */
export interface ChatServerOptions {
  /** Port to listen on, 0 to 65,535; 0 takes a free one. */
  port: number;
  /**
   * Address to listen on.
   *
   * @default {"0.0.0.0"}
   */
  hostname?: string;
  /** What clients may list and download. */
  folder: SharedFolder;
  /**
   * What a newcomer is greeted with.
   *
   * @default {defaultWelcome}
   */
  welcome?: Welcome;
  /**
   * Most bytes that may wait to be sent to one client.
   *
   * @default {1_048_576}
   */
  maxQueueBytes?: number;
  /** Takes what happens; by default, nobody does. */
  log?: Log;
  /**
   * The time, in ms since 1970 UTC.
   *
   * @default {Date.now}
   */
  now?: () => number;
  /**
   * Makes tickets and secrets: strings that nobody can guess, another one at each call.
   *
   * @default {crypto.randomUUID}
   */
  random?: () => string;
}

/** How long to wait in ms before accepting again when the system could not: no descriptors, say. */
const ACCEPT_RETRY_MS = 100;

/**
 * The chat server: owns the listening socket and every conversation.
 *
 * @example
 * ```ts ignore
 * await using server = ChatServer.listen({ port: 0, folder: await DiskFolder.open("SharedFiles") });
 * console.log(server.address);
 * ```
 */
export class ChatServer implements AsyncDisposable {
  /** Where it listens, as `IP:PORT`. */
  readonly address: string;
  /** The port it listens on. */
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #dispatcher: Dispatcher;
  readonly #digests: Digests;
  readonly #log: Log;
  readonly #maxQueueBytes: number;
  readonly #conversations = new Map<Conversation, Promise<void>>();
  readonly #accepting: Promise<void>;
  #closed = false;

  private constructor(listener: Deno.TcpListener, options: ChatServerOptions) {
    const { folder, welcome, log = () => {}, now = Date.now, maxQueueBytes = 1_048_576 } = options;
    const { random = () => crypto.randomUUID() } = options;
    const addr = listener.addr as Deno.NetAddr;
    this.address = formatAddress(addr);
    this.port = addr.port;
    this.#listener = listener;
    this.#log = log;
    this.#maxQueueBytes = maxQueueBytes;
    const tickets = new Tickets({ now, random });
    this.#digests = new Digests({ open: (name) => folder.open(name), now });
    const files = new FileService(folder, tickets, this.#digests, log);
    this.#dispatcher = new Dispatcher(new ChatCore({ welcome, now, random }), files, log);
    this.#accepting = this.#accept();
  }

  /**
   * Starts a server.
   *
   * @throws {Error} If it cannot listen there: `Deno.errors.AddrInUse`, `PermissionDenied`, ….
   */
  static listen(options: ChatServerOptions): ChatServer {
    const { port, hostname = "0.0.0.0" } = options;
    return new ChatServer(Deno.listen({ port, hostname }), options);
  }

  /**
   * Accepts nobody any more, tells every client why, and closes every connection.
   *
   * @param why What to tell, and the code for programs.
   */
  async close(why: ErrorBody): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#log({ type: "closing", reason: why.message });
      this.#listener.close();
    }
    await Promise.all(Array.from(this.#conversations.keys(), (each) => each.close(why)));
    await Promise.all([this.#accepting, this.#digests.close(), ...this.#conversations.values()]);
  }

  /** Closes the server as its operator would. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close({ code: "server-closing", message: "The server is closing" });
  }

  async #accept(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#converse(await this.#listener.accept());
      } catch (error) {
        if (this.#closed) return;
        this.#log({ type: "fault", peer: this.address, error: `${error}` });
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY_MS));
      }
    }
  }

  #converse(conn: Deno.TcpConn): void {
    const conversation = new Conversation(conn, this.#dispatcher, this.#log, this.#maxQueueBytes);
    const end = conversation.run().finally(() => this.#conversations.delete(conversation));
    this.#conversations.set(conversation, end);
  }
}
