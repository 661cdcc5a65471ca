/** Looks at one frame: where in the bytes its type is, and where the next frame begins. */
export type Look = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Finds frames in a stream of bytes and copies next to nothing, so that one process can listen for
 * hundreds of clients and not be what is measured.
 */
export class FrameScanner {
  readonly #look: Look;
  #rest = new Uint8Array(0);

  constructor(look: Look) {
    this.#look = look;
  }

  /** Takes the next bytes of the stream. */
  scan(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    let at = 0;
    while (bytes.length - at >= 5) {
      const end = at + 4 + lengthAt(bytes, at);
      if (end > bytes.length) break;
      this.#look(bytes, at + 4, end);
      at = end;
    }
    this.#rest = bytes.slice(at);
  }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 2 ** 24 + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
