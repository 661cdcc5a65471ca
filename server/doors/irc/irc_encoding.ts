import type { Notice } from "../../../protocol/mod.ts";
import type { Encoding, Guest } from "../../delivery/guest.ts";
import type { Capability } from "./capabilities.ts";
import type { IrcWorld } from "./irc_world.ts";
import { isFor, lineFor, type Outgoing, type Understanding } from "./outgoing.ts";
import { TextSlab } from "./text_slab.ts";

const NOTHING = new Uint8Array(0);

/** The capabilities that change how a message to many clients is written. */
const THAT_MATTER: readonly Capability[] = [
  "away-notify",
  "extended-join",
  "message-tags",
  "server-time",
  "setname",
];

/** What the encodings of a server share. */
export interface IrcEncodingContext {
  /** What notices mean. */
  readonly world: IrcWorld;
  /** Name of the server. */
  readonly server: string;
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
}

/** Whom a private message is said to. */
interface Addressee {
  readonly nick: string;
}

/**
 * Encodes notices as lines of IRC, for clients with the same capabilities. Either all of them are in
 * the channel, or none.
 */
export class IrcEncoding implements Encoding {
  readonly #context: IrcEncodingContext;
  readonly #client: Understanding;
  readonly #isJoined: boolean;
  readonly #slab = new TextSlab();

  /**
   * Makes an encoding.
   *
   * @param client What the clients understand.
   * @param isJoined Whether they are in the channel. Others are not told what happens there.
   */
  constructor(context: IrcEncodingContext, client: Understanding, isJoined: boolean) {
    this.#context = context;
    this.#client = client;
    this.#isJoined = isJoined;
  }

  /** Encodes a notice to everyone, or a private one to a client. */
  encode(notice: Notice, guest: Guest): Uint8Array {
    if (notice.type === "message" && notice.private) {
      const { nick = "*" } = guest as Partial<Addressee>;
      return this.lines(this.#context.world.interpretPrivate(notice, nick));
    }
    const messages = this.#context.world.interpret(notice);
    return this.#isJoined ? this.lines(messages) : NOTHING;
  }

  /** Encodes messages. */
  lines(messages: readonly Outgoing[]): Uint8Array {
    const { server, now } = this.#context;
    let text = "";
    for (const message of messages) {
      if (isFor(message, this.#client)) {
        text += lineFor(message, this.#client, { server, now: message.time ?? now() });
      }
    }
    return text === "" ? NOTHING : this.#slab.encode(text);
  }
}

/** One encoding for each set of capabilities in use, in the channel and outside it. */
export class IrcEncodings {
  readonly #context: IrcEncodingContext;
  readonly #known = new Map<string, IrcEncoding>();

  /** Begins with none. */
  constructor(context: IrcEncodingContext) {
    this.#context = context;
  }

  /** The encoding of all clients like this one. */
  for(client: Understanding, { isJoined }: { readonly isJoined: boolean }): IrcEncoding {
    const understood = THAT_MATTER.filter((capability) => client.has(capability));
    const key = `${isJoined} ${understood.join(" ")}`;
    let encoding = this.#known.get(key);
    if (!encoding) {
      const all = new Set<Capability>(understood);
      this.#known.set(key, encoding = new IrcEncoding(this.#context, all, isJoined));
    }
    return encoding;
  }
}
