import { type ClusterLink, NobodyError } from "./cluster_link.ts";
import { CLUSTER_VERSION } from "./cluster_record.ts";
import { type ClusterSnapshot, piecesOf, SnapshotPieces } from "./cluster_snapshot.ts";

/** How long another server may take for each piece of its snapshot, in ms. */
const PIECE_MS = 2_000;

/** What servers that are asked have in common: only one of them gets each question. */
const GROUP = "servers";

/** Hands the room over from a server that has it to one that begins to take part. */
export class RoomHandover {
  readonly #link: ClusterLink;
  readonly #describe: () => Omit<ClusterSnapshot, "version"> | undefined;
  #stop = () => {};

  /**
   * Makes one that answers nobody yet.
   *
   * @param describe Describes the room; nothing while this server does not have it.
   */
  constructor(link: ClusterLink, describe: () => Omit<ClusterSnapshot, "version"> | undefined) {
    this.#link = link;
    this.#describe = describe;
  }

  /**
   * Asks the other servers for the room.
   *
   * @returns The room; or whether no server is there to answer, or none does.
   * @throws {TypeError} If they have another version.
   */
  async ask(): Promise<ClusterSnapshot | "nobody" | "silence"> {
    const pieces = new SnapshotPieces();
    const nothing = new Uint8Array(0);
    try {
      await this.#link.gather("room", nothing, (piece) => pieces.take(piece), PIECE_MS);
    } catch (error) {
      return error instanceof NobodyError ? "nobody" : "silence";
    }
    const { snapshot } = pieces;
    if (snapshot?.version === CLUSTER_VERSION) return snapshot;
    throw new TypeError(`Expected a room of version ${CLUSTER_VERSION}: ${snapshot?.version}`);
  }

  /** Answers servers that ask; with silence, as long as this server does not have the room. */
  answer(): void {
    this.stop();
    this.#stop = this.#link.listen("room", ({ answer }) => {
      const snapshot = this.#describe();
      if (snapshot) { for (const piece of piecesOf(snapshot)) answer(piece); }
    }, GROUP);
  }

  /** Answers no more. */
  stop(): void {
    this.#stop();
    this.#stop = () => {};
  }
}
