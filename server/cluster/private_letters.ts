import { type ErrorBody, ProtocolError } from "../../protocol/mod.ts";
import type { RoomEventOf } from "../room/events.ts";
import { type ClusterLink, NobodyError } from "./cluster_link.ts";
import { decodeFromServer, encodeForServers } from "./cluster_record.ts";

/** How long a client waits for the other server, in ms. */
const LETTER_MS = 5_000;

/** How many letters are remembered, so that a repetition is recognized. */
const MAX_REMEMBERED = 10_000;

/** What one client says to another on another server. */
export type Letter = RoomEventOf<"told">;

/** Options of {@linkcode PrivateLetters}. */
export interface PrivateLettersOptions {
  /** The connection with the other servers. */
  readonly link: ClusterLink;
  /**
   * Gives a letter to its receiver on this server.
   *
   * @throws {ProtocolError} If it is not here.
   */
  readonly deliver: (letter: Letter) => void;
}

/** Carries private messages from one server to another. Nobody keeps them. */
export class PrivateLetters {
  readonly #options: PrivateLettersOptions;
  /** The letters that were delivered lately, oldest first. */
  readonly #delivered = new Set<string>();
  #stop = () => {};

  /** Makes one that receives nothing yet. */
  constructor(options: PrivateLettersOptions) {
    this.#options = options;
  }

  /** Receives what is for a server. */
  receive(server: number): void {
    this.#stop();
    this.#stop = this.#options.link.listen(subjectOf(server), ({ bytes, answer }) => {
      answer(encodeForServers(this.#take(decodeFromServer(bytes) as Letter | undefined)));
    });
  }

  /** Receives nothing more. */
  stop(): void {
    this.#stop();
    this.#stop = () => {};
  }

  /**
   * Sends a letter to a server, and waits until it is delivered there.
   *
   * @throws {ProtocolError} If it is refused there, or the server does not answer.
   */
  async send(server: number, letter: Letter): Promise<void> {
    const { error } = await this.#ask(server, letter);
    if (error) throw new ProtocolError(error.code as ProtocolError["code"], error.message);
  }

  async #ask(server: number, letter: Letter): Promise<{ error?: ErrorBody }> {
    try {
      const answer = await this.#options.link.ask(
        subjectOf(server),
        encodeForServers(letter),
        LETTER_MS,
      );
      return decodeFromServer(answer) as { error?: ErrorBody } | undefined ?? unreachable(letter);
    } catch (error) {
      return unreachable(letter, error instanceof NobodyError ? "is gone" : "does not answer");
    }
  }

  #take(letter: Letter | undefined): { error?: ErrorBody } {
    if (letter?.type !== "told") return {};
    const key = `${letter.member}:${letter.request.id}:${letter.request.digest}`;
    if (this.#delivered.has(key)) return {};
    try {
      this.#options.deliver(letter);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return { error: { code: error.code, message: error.message } };
    }
    this.#delivered.add(key);
    if (this.#delivered.size > MAX_REMEMBERED) {
      for (const oldest of this.#delivered) {
        this.#delivered.delete(oldest);
        break;
      }
    }
    return {};
  }
}

function subjectOf(server: number): string {
  return `to.${server}`;
}

function unreachable({ to }: Letter, how = "does not answer"): { error: ErrorBody } {
  return {
    error: { code: "cut-off", message: `The server that ${to} is on ${how}: try again` },
  };
}
