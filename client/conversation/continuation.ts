import type { Ask, Notice, Result } from "../../protocol/mod.ts";
import type { ConversationEvent } from "./events.ts";

/** What a client tells a server, so that the conversation goes on where another connection ended. */
export class Continuation {
  /** What the last greeting said; none before the first. */
  #greeting?: Pick<Result<"hello">, "secret" | "room">;
  /** The number of the last message that the client has. */
  #last = 0;

  /** Whether a server has greeted the client already. */
  get isBegun(): boolean {
    return this.#greeting !== undefined;
  }

  /** What a hello says of it: nothing before the first greeting. */
  get inHello(): Pick<Ask<"hello">, "secret" | "last" | "room"> {
    return this.#greeting ? { ...this.#greeting, last: this.#last } : {};
  }

  /**
   * Takes the answer to a hello.
   *
   * @returns What it means for the user.
   */
  greeted(result: Result<"hello">): ConversationEvent {
    const { secret, room, missed, seq } = result;
    const event = this.isBegun ? backEvent(result) : welcomeEvent(result);
    this.#greeting = { secret, room };
    // Of the messages that follow, the client has only those that arrive.
    if (missed === undefined) this.#last = seq;
    return event;
  }

  /** Notes what the client has from now on. */
  took(notice: Notice): void {
    if (notice.type === "message" && !notice.earlier) this.#last = notice.seq;
  }
}

function welcomeEvent({ welcome: text, name, earlier = 0 }: Result<"hello">): ConversationEvent {
  return { type: "welcomed", text, name, earlier };
}

function backEvent(
  { name, resumed, missed, older = false, earlier = 0 }: Result<"hello">,
): ConversationEvent {
  return {
    type: "back",
    name,
    // A room that is kept over restarts knows what a client has missed, if not the client.
    resumed: resumed ?? missed !== undefined,
    isNewVisit: !resumed,
    earlier,
    missed: missed ?? 0,
    older: older && earlier === 0,
  };
}
