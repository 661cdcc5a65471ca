import { concat } from "@std/bytes/concat";

/**
 * Largest frame that is copied to save a write, in bytes. Copying a larger one costs more than the
 * write.
 */
const SMALL_BYTES = 16_384;

/**
 * Joins frames into fewer pieces, so that they need fewer writes. Frames that already lie one
 * behind the other in memory, as a {@linkcode FrameArena} places them, are not copied, unless they
 * are small and there are others.
 *
 * @param frames Any number of frames, in order.
 * @returns Their bytes, in order. They may be shared: do not change them. A single frame is
 * returned as it is.
 */
export function joinFrames(frames: Uint8Array[]): Uint8Array[] {
  if (frames.length === 1) return frames;
  const pieces: Uint8Array[] = [];
  for (let first = 0; first < frames.length;) {
    const end = endOfPiece(frames, first);
    pieces.push(end === first + 1 ? frames[first]! : across(frames[first]!, frames[end - 1]!));
    first = end;
  }
  return pieces.length === 1 ? pieces : copySmall(pieces);
}

/** Copies the small pieces between two large ones into one. */
function copySmall(pieces: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  const flush = () => {
    if (small.length > 0) joined.push(small.length === 1 ? small[0]! : concat(small));
    small = [];
  };
  for (const piece of pieces) {
    if (piece.length < SMALL_BYTES) small.push(piece);
    else flush(), joined.push(piece);
  }
  flush();
  return joined;
}

/** Index after the last frame that lies right behind the one before it. */
function endOfPiece(frames: readonly Uint8Array[], first: number): number {
  const { buffer, byteOffset, length } = frames[first]!;
  let end = byteOffset + length;
  let next = first + 1;
  for (; next < frames.length; next++) {
    const frame = frames[next]!;
    if (frame.byteOffset !== end || frame.buffer !== buffer) break;
    end += frame.length;
  }
  return next;
}

/** The bytes from the start of one frame to the end of a later one in the same memory. */
function across(from: Uint8Array, to: Uint8Array): Uint8Array {
  const { buffer, byteOffset } = from;
  return new Uint8Array(buffer, byteOffset, to.byteOffset + to.length - byteOffset);
}
