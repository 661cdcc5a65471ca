import { concat } from "@std/bytes/concat";

/**
 * Joins frames into one array, to leave in one write. Remembers the last result: the clients of a
 * room mostly wait for the same frames, which are then copied once for all of them.
 */
export class FrameJoiner {
  #frames: readonly Uint8Array[] = [];
  #joined: Uint8Array = new Uint8Array(0);

  /**
   * Joins frames.
   *
   * @param frames At least one; the array must not change afterwards.
   * @returns Their bytes; shared, and not to be changed.
   */
  join(frames: readonly Uint8Array[]): Uint8Array {
    if (frames.length === 1) return frames[0]!;
    if (!isSame(frames, this.#frames)) {
      this.#frames = frames;
      this.#joined = concat(frames);
    }
    return this.#joined;
  }
}

function isSame(some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}
