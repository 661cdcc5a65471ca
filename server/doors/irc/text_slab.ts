/** Size of one allocation, in bytes. It is freed when no text in it is queued any more. */
const SLAB_BYTES = 65_536;

const UTF8 = new TextEncoder();

/**
 * Encodes texts into shared memory, one right behind the other, so that what goes to the same clients
 * can be sent in one write without a copy for each: see `joinFrames`.
 *
 * @example
 * ```ts
 * import { TextSlab } from "./text_slab.ts";
 *
 * const slab = new TextSlab();
 * slab.encode("PING :chat\r\n").length; // 12
 * ```
 */
export class TextSlab {
  #slab = new Uint8Array(0);
  #used = 0;

  /**
   * Encodes a text.
   *
   * @returns Its bytes in UTF-8. The rest of their buffer belongs to other texts.
   */
  encode(text: string): Uint8Array<ArrayBuffer> {
    // A UTF-16 unit takes at most 3 bytes.
    const most = 3 * text.length;
    if (most > SLAB_BYTES) return UTF8.encode(text);
    if (most > this.#slab.length - this.#used) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#used = 0;
    }
    const room = this.#slab.subarray(this.#used, this.#used + most);
    const { written } = UTF8.encodeInto(text, room);
    this.#used += written;
    return room.subarray(0, written);
  }
}
