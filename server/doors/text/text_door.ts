import type { ErrorBody } from "../../../protocol/mod.ts";
import type { MakePlainSession } from "../../../types/plain_session.d.ts";
import type { Connection } from "../../net/connection.ts";
import type { Door } from "../door.ts";
import type { TextContext } from "./text_context.ts";
import { TextGuest } from "./text_guest.ts";
import { opensText } from "./text_opening.ts";

/** What the text door is given. */
export interface TextDoorOptions extends Omit<TextContext, "makeSession"> {
  /** Loads what makes sessions: with the first person who needs one. */
  readonly loadSessions: () => Promise<MakePlainSession>;
}

/** Plain text: whoever begins with a line that is no other door's, the name. */
export class TextDoor implements Door {
  /** Its name. */
  readonly name = "text";
  readonly #options: TextDoorOptions;

  /** Makes a door to a hub. */
  constructor(options: TextDoorOptions) {
    this.#options = options;
  }

  /** Recognises a first line that a person typed. */
  recognises(first: Uint8Array): "yes" | "no" | "more" {
    return opensText(first);
  }

  /** Serves a person. */
  async serve(connection: Connection, first: Uint8Array): Promise<string> {
    const { loadSessions, ...context } = this.#options;
    const makeSession = await loadSessions();
    return new TextGuest(connection, { ...context, makeSession }).run(first);
  }

  /** A line. */
  refusal({ message }: ErrorBody): Uint8Array {
    return new TextEncoder().encode(`chat: ${message}\r\n`);
  }
}
