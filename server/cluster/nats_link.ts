import type { NatsConnection } from "npm:@nats-io/transport-node@3.4.0";
import type { JetStreamClient, JetStreamManager } from "npm:@nats-io/jetstream@3.4.0";
import {
  type ClusterLink,
  type LinkMessage,
  NobodyError,
  OvertakenError,
  type Written,
} from "./cluster_link.ts";
import type { NatsAddress } from "./nats_address.ts";
import { openStream, type RoomStream } from "./nats_stream.ts";

/** How long NATS may take for anything, in ms. */
const ANSWER_MS = 2_000;

/** How often to try to connect again, in ms. */
const RECONNECT_MS = 250;

/** How often NATS is asked whether it is still there, in ms, and how often it may not answer. */
const PING = { everyMs: 2_000, missing: 2 } as const;

/** Code of JetStream's error if the log has another last number than was expected. */
const WRONG_LAST_SEQUENCE = 10071;

/** Status of a message that says that nobody listens. */
const NOBODY = 503;

/** The packages, loaded when they are needed. */
async function loadPackages() {
  const [transport, stream] = await Promise.all([
    import("npm:@nats-io/transport-node@3.4.0"),
    import("npm:@nats-io/jetstream@3.4.0"),
  ]);
  return { ...transport, ...stream };
}

type Packages = Awaited<ReturnType<typeof loadPackages>>;

async function managerOf(
  { jetstreamManager }: Packages,
  connection: NatsConnection,
  label: string,
): Promise<JetStreamManager> {
  try {
    return await jetstreamManager(connection, { timeout: ANSWER_MS });
  } catch (cause) {
    throw new Error(`NATS at ${label} has no JetStream: start nats-server with -js`, { cause });
  }
}

/** The connection of one server with the others, by way of a NATS server with JetStream. */
export class NatsLink implements ClusterLink {
  /** Names the log. */
  readonly room: string;
  readonly #packages: Packages;
  readonly #connection: NatsConnection;
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #stream: RoomStream;

  private constructor(parts: {
    packages: Packages;
    connection: NatsConnection;
    manager: JetStreamManager;
    stream: RoomStream;
  }) {
    this.#packages = parts.packages;
    this.#connection = parts.connection;
    this.#manager = parts.manager;
    this.#stream = parts.stream;
    this.#client = parts.packages.jetstream(parts.connection, { timeout: ANSWER_MS });
    this.room = parts.stream.id;
    // It connects again as often as it takes. If it gives up all the same, the server is of no use.
    this.#connection.closed().then((error) => {
      if (error) throw error;
    });
  }

  /**
   * Connects, and makes the room's log if there is none.
   *
   * @throws {Error} If that is not possible; the message says what to do.
   */
  static async open({ options, room, label }: NatsAddress): Promise<NatsLink> {
    const packages = await loadPackages();
    const { creds, ...others } = options;
    let connection: NatsConnection;
    try {
      connection = await packages.connect({
        ...others,
        ...creds && { authenticator: packages.credsAuthenticator(creds) },
        name: `chat ${room}`,
        timeout: ANSWER_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_MS,
        pingInterval: PING.everyMs,
        maxPingOut: PING.missing,
        ignoreClusterUpdates: true,
        ignoreAuthErrorAbort: true,
      });
    } catch (cause) {
      const why = (cause as Error).message;
      throw new Error(`Cannot reach NATS at ${label}: ${why}; is nats-server running there?`, {
        cause,
      });
    }
    try {
      const manager = await managerOf(packages, connection, label);
      const stream = await openStream(manager.streams, room, label);
      return new NatsLink({ packages, connection, manager, stream });
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Writes to the log. */
  async write(bytes: Uint8Array, id: string, onlyAfter?: number): Promise<Written> {
    try {
      const { seq, duplicate } = await this.#client.publish(this.#stream.input, bytes, {
        msgID: id,
        timeout: ANSWER_MS,
        ...onlyAfter === undefined ? {} : { expect: { lastSequence: onlyAfter } },
      });
      return { seq, isRepeated: duplicate };
    } catch (error) {
      if ((error as { code?: number }).code !== WRONG_LAST_SEQUENCE) throw error;
      throw new OvertakenError("Something was written in between", { cause: error });
    }
  }

  /** Reads an entry of the log. */
  async read(seq: number): Promise<Uint8Array | undefined> {
    const message = await this.#manager.direct.getMessage(this.#stream.name, { seq });
    if (message) return message.data;
    if ((await this.ends()).first > seq) return undefined;
    throw new Error(`The log does not have its entry ${seq} yet`);
  }

  /** The numbers of the first and the last entry of the log. */
  async ends(): Promise<{ first: number; last: number }> {
    const { state } = await this.#manager.streams.info(this.#stream.name);
    return { first: Math.max(1, state.first_seq), last: state.last_seq };
  }

  /** Takes what is written to the log. */
  follow(onMessage: (message: LinkMessage) => void): void {
    this.#connection.subscribe(this.#stream.output, {
      callback: (_, { data, headers }) => {
        const seq = Number(headers?.get("Nats-Sequence"));
        if (seq > 0) onMessage({ bytes: data, seq, answer: () => {} });
      },
    });
  }

  /** Sends a message to all who listen. */
  send(subject: string, bytes: Uint8Array): void {
    this.#connection.publish(this.#stream.subject(subject), bytes);
  }

  /** Listens to a subject. */
  listen(
    subject: string,
    onMessage: (message: LinkMessage) => void,
    group?: string,
  ): () => void {
    const subscription = this.#connection.subscribe(this.#stream.subject(subject), {
      queue: group,
      callback: (_, message) =>
        onMessage({ bytes: message.data, answer: (bytes) => message.respond(bytes) }),
    });
    return () => subscription.unsubscribe();
  }

  /** Sends a message to one listener, and takes any number of answers. */
  gather(
    subject: string,
    bytes: Uint8Array,
    onAnswer: (bytes: Uint8Array) => boolean,
    ms: number,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = () => reject(new Error(`No answer in ${ms} ms`));
    let timer = setTimeout(late, ms);
    const reply = this.#packages.createInbox();
    const subscription = this.#connection.subscribe(reply, {
      callback: (_, { data, headers }) => {
        if (headers?.code === NOBODY) return reject(new NobodyError(`Nobody listens: ${subject}`));
        clearTimeout(timer);
        timer = setTimeout(late, ms);
        if (onAnswer(data)) resolve();
      },
    });
    this.#connection.publish(this.#stream.subject(subject), bytes, { reply });
    return promise.finally(() => {
      clearTimeout(timer);
      subscription.unsubscribe();
    });
  }

  /** Ends it. */
  async close(): Promise<void> {
    await this.#connection.close();
  }
}
