import { FrameArena, FrameType, type Notice } from "../../../protocol/mod.ts";
import type { Encoding } from "../../delivery/guest.ts";

/** Encodes notices as frames of our own protocol, one right behind the other in memory. */
export class NativeEncoding implements Encoding {
  readonly #arena = new FrameArena();

  /** Encodes a notice as a frame. */
  encode(notice: Notice): Uint8Array {
    return this.#arena.encode(FrameType.NOTICE, notice);
  }
}
