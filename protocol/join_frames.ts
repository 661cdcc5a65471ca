import { concat } from "@std/bytes/concat";

/** What is copied at most to save a write, in bytes: from here on copying is the dearer of the two. */
const SMALL_BYTES = 16_384;

/**
 * Joins frames, to leave in as few writes as is worth it. What lies in one piece of memory already,
 * as a {@linkcode FrameArena} puts it, is not copied, unless it is small and not alone.
 *
 * @param frames In order, of any number.
 * @returns Their bytes, in order; may be shared, and are not to be changed. The same array, if a frame
 * is alone.
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

/** Copies what lies between large pieces into one each. */
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

/** Index behind the last of the frames that lie one right behind the other. */
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

/** From the beginning of one frame to the end of a later one in the same memory. */
function across(from: Uint8Array, to: Uint8Array): Uint8Array {
  const { buffer, byteOffset } = from;
  return new Uint8Array(buffer, byteOffset, to.byteOffset + to.length - byteOffset);
}
