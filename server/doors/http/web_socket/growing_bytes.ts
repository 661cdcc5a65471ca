const EMPTY = new Uint8Array(0);

/**
 * Bytes that arrive in pieces, masked or not. The memory doubles as they come, so that a length
 * that was only announced costs nothing, and no byte is copied more than twice on average.
 */
export class GrowingBytes {
  #memory: Uint8Array<ArrayBuffer> = EMPTY;
  #length = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes so far; they share this object's memory. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#memory.subarray(0, this.#length);
  }

  /** Adds a copy of some bytes. */
  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#memory.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#memory.length));
      grown.set(this.#memory.subarray(0, this.#length));
      this.#memory = grown;
    }
    this.#memory.set(bytes, this.#length);
    this.#length = needed;
  }

  /**
   * Adds a copy of some masked bytes, unmasked.
   *
   * @param bytes Bytes of one frame's payload.
   * @param key The frame's masking key, big-endian.
   * @param offset Where in the frame's payload these bytes begin.
   */
  appendMasked(bytes: Uint8Array, key: number, offset: number): void {
    const start = this.#length;
    this.append(bytes);
    unmask(this.#memory.subarray(start, this.#length), key, offset);
  }
}

/**
 * Takes the mask off bytes where they stand, or puts it on: RFC 6455 section 5.3.
 *
 * @param bytes Bytes of one frame's payload.
 * @param key The frame's masking key, big-endian.
 * @param offset Where in the frame's payload these bytes begin.
 */
export function unmask(bytes: Uint8Array, key: number, offset = 0): void {
  // Turned so that its low byte is the next one to use.
  for (let i = 0, shift = 24 - 8 * (offset & 3); i < bytes.length; i++, shift = (shift - 8) & 31) {
    bytes[i]! ^= key >>> shift;
  }
}
