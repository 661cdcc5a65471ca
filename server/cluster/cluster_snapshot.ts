import type { Dropped, SaidMessage } from "../journal/recent_messages.ts";
import type { RoomSnapshot } from "../room/snapshot.ts";
import { CLUSTER_VERSION, decodeFromServer, encodeForServers } from "./cluster_record.ts";
import type { MembershipSnapshot } from "./membership.ts";

/** Most bytes that one server sends another in one message. */
const PIECE_BYTES = 262_144;

/** Bytes before each piece: which it is, and how many there are. */
const HEAD_BYTES = 8;

/** All that a server has to know to take part from a place in the log on. */
export interface ClusterSnapshot {
  /** Version of what servers write for each other. */
  readonly version: number;
  /** The place. */
  readonly seq: number;
  /** The servers that take part. */
  readonly membership: MembershipSnapshot;
  /** The room. */
  readonly room: RoomSnapshot;
  /** The messages to everyone that are kept. */
  readonly said: readonly SaidMessage[];
  /** What was kept before them. */
  readonly dropped: Dropped;
}

/** Writes a snapshot, in pieces that fit a message. */
export function* piecesOf(snapshot: Omit<ClusterSnapshot, "version">): Generator<Uint8Array> {
  const bytes = encodeForServers({ version: CLUSTER_VERSION, ...snapshot });
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  for (let at = 0; at < count; at++) {
    const part = bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES);
    const piece = new Uint8Array(HEAD_BYTES + part.length);
    const head = new DataView(piece.buffer);
    head.setUint32(0, at);
    head.setUint32(4, count);
    piece.set(part, HEAD_BYTES);
    yield piece;
  }
}

/** Puts the pieces of a snapshot together. */
export class SnapshotPieces {
  readonly #pieces = new Map<number, Uint8Array>();

  /**
   * Takes a piece.
   *
   * @returns Whether all are there.
   */
  take(piece: Uint8Array): boolean {
    const head = new DataView(piece.buffer, piece.byteOffset, piece.length);
    // Copied: what arrives shares its memory with what arrives next.
    this.#pieces.set(head.getUint32(0), piece.slice(HEAD_BYTES));
    return this.#pieces.size === head.getUint32(4);
  }

  /** The snapshot, once all pieces are there; nothing if it cannot be read. */
  get snapshot(): ClusterSnapshot | undefined {
    const parts = Array.from(this.#pieces).sort(([a], [b]) => a - b).map(([, part]) => part);
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return decodeFromServer(bytes) as ClusterSnapshot | undefined;
  }
}
