import { type ErrorBody, ProtocolError } from "../../protocol/mod.ts";
import type { RoomEventOf } from "../room/events.ts";
import { askOne, type ClusterLink, NobodyError } from "./cluster_link.ts";
import { decodeFromServer, encodeForServers } from "./cluster_record.ts";
import type { ClusterState } from "./cluster_state.ts";
import { LatestSet } from "./latest_set.ts";
import type { ClusterServer } from "./membership.ts";

/** How long a client waits for the other server, in ms. */
const LETTER_MS = 5_000;

/** How many letters are remembered, so that a repetition is recognized. */
const MAX_REMEMBERED = 10_000;

/** What one client says to another. */
export type Letter = RoomEventOf<"told">;

/** What became of a letter at the server that it was sent to. */
interface Answer {
  /** Why it was not delivered. */
  readonly error?: ErrorBody;
}

/** Carries private messages from one server to another. Nobody keeps them. */
export class PrivateLetters {
  readonly #link: ClusterLink;
  readonly #state: ClusterState;
  /** The letters that were delivered lately. */
  readonly #delivered = new LatestSet<string>(MAX_REMEMBERED);
  #stop = () => {};

  /**
   * Makes one that receives nothing yet.
   *
   * @param state Tells who is on which server.
   */
  constructor(link: ClusterLink, state: ClusterState) {
    this.#link = link;
    this.#state = state;
  }

  /** Receives what is for this server. */
  receive(own: ClusterServer): void {
    this.stop();
    this.#stop = this.#link.listen(subjectOf(own), ({ bytes, answer }) => {
      answer(encodeForServers(this.#take(decodeFromServer(bytes) as Letter | undefined, own)));
    });
  }

  /** Receives nothing more. */
  stop(): void {
    this.#stop();
    this.#stop = () => {};
  }

  /**
   * Says something to one client, on this server or another.
   *
   * @param own This server.
   * @returns Undefined if the client is not on another server. Otherwise a promise that resolves once
   * it is said there, and rejects with a `ProtocolError` if it is refused there, or the server does
   * not answer.
   */
  tell(letter: Letter, own: ClusterServer): Promise<void> | undefined {
    const server = this.#state.serverOf(letter.to);
    if (server && server !== own) return this.#send(letter, server);
    this.#state.tell(letter);
  }

  async #send(letter: Letter, server: ClusterServer): Promise<void> {
    const { error } = await this.#ask(letter, server);
    if (error) throw new ProtocolError(error.code as ProtocolError["code"], error.message);
    this.#state.tell({ ...letter, isDelivered: true });
  }

  async #ask(letter: Letter, server: ClusterServer): Promise<Answer> {
    const bytes = encodeForServers(letter);
    try {
      const answer = await askOne(this.#link, subjectOf(server), bytes, LETTER_MS);
      return decodeFromServer(answer) as Answer | undefined ?? unreachable(letter);
    } catch (error) {
      return unreachable(letter, error instanceof NobodyError ? "is gone" : "does not answer");
    }
  }

  /** Gives a client of this server what one of another server says to it. */
  #take(letter: Letter | undefined, own: ClusterServer): Answer {
    if (letter?.type !== "told") return {};
    const key = `${letter.member}:${letter.request.id}:${letter.request.digest}`;
    if (this.#delivered.has(key)) return {};
    const isHere = this.#state.serverOf(letter.to) === own;
    if (!isHere || !this.#state.tell(letter)) return notThere(letter);
    this.#delivered.add(key);
    return {};
  }
}

function subjectOf({ id }: ClusterServer): string {
  return `to.${id}`;
}

function unreachable({ to }: Letter, how = "does not answer"): Answer {
  return {
    error: { code: "cut-off", message: `The server that ${to} is on ${how}: try again` },
  };
}

function notThere({ to }: Letter): Answer {
  return { error: { code: "no-such-user", message: `${to} is not there any more` } };
}
