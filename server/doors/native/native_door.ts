import { encodeMessage, type ErrorBody, FrameType } from "../../../protocol/mod.ts";
import type { Connection } from "../../net/connection.ts";
import type { Door } from "../door.ts";
import type { NativeContext } from "./native_context.ts";
import { NativeEncoding } from "./native_encoding.ts";
import { NativeGuest } from "./native_guest.ts";

/** The door for our own protocol (docs/PROTOCOL.md). Every connection begins with the byte 00. */
export class NativeDoor implements Door {
  /** Its name. */
  readonly name = "native";
  readonly #context: NativeContext;
  readonly #encoding = new NativeEncoding();

  /** Creates a door to a hub. */
  constructor(context: NativeContext) {
    this.#context = context;
  }

  /** A frame's length is below 2^24, so its first byte is 0. */
  recognises(first: Uint8Array): "yes" | "no" {
    return first[0] === 0 ? "yes" : "no";
  }

  /** Serves a chat or a download. */
  serve(connection: Connection, first: Uint8Array): Promise<string> {
    return new NativeGuest(connection, this.#context, this.#encoding).run(first);
  }

  /** Serves a download that a member of the room was given a ticket for. */
  serveRefused(connection: Connection, first: Uint8Array, why: ErrorBody): Promise<string> {
    return new NativeGuest(connection, this.#context, this.#encoding, why).run(first);
  }

  /** The notice `closing`. */
  refusal(why: ErrorBody): Uint8Array {
    return encodeMessage(FrameType.NOTICE, { type: "closing", ...why });
  }
}
