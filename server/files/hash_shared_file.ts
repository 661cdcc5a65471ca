import type { Pacer } from "./pacer.ts";
import type { PriorityGate } from "./priority_gate.ts";
import type { OpenedFile } from "./shared_folder.ts";

/** Bytes hashed before a smaller file may go first: about 20 ms of work. */
const BYTES_PER_TURN = 33_554_432;

/** Options of {@linkcode hashSharedFile}. */
export interface HashSharedFileOptions {
  /** The file. */
  readonly name: string;
  /** How many of its bytes to hash. */
  readonly size: number;
  /** Opens it. */
  readonly open: (name: string) => Promise<OpenedFile>;
  /** Limits how many files are hashed at once. */
  readonly gate: PriorityGate;
  /** Lets everything else have its turn. */
  readonly pacer: Pacer;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A digest, and what it is the digest of. */
export interface HashedFile {
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** Version of the file that was read. */
  readonly version: string;
}

/**
 * Hashes a file in short pieces.
 *
 * @throws {Error} If the file is gone or has become shorter, or the signal's reason.
 */
export async function hashSharedFile(options: HashSharedFileOptions): Promise<HashedFile> {
  const { name, size, open, gate, pacer, signal } = options;
  let turn = await gate.enter(size, signal);
  try {
    using file = await reopen(name, open);
    // Loaded when the first file is hashed: it takes as long as the rest of a server's start.
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256");
    let left = size;
    let leftInTurn = BYTES_PER_TURN;
    for await (const chunk of file.stream(0, Math.min(size, file.size))) {
      signal.throwIfAborted();
      await pacer.do(() => hash.update(chunk));
      left -= chunk.length;
      leftInTurn -= chunk.length;
      if (leftInTurn > 0 || left === 0) continue;
      leftInTurn = BYTES_PER_TURN;
      turn[Symbol.dispose]();
      turn = await gate.enter(left, signal);
    }
    if (left > 0) throw new Error(`${name} became ${left} bytes shorter`);
    return { sha256: hash.digest("hex"), version: file.version };
  } finally {
    turn[Symbol.dispose]();
  }
}

async function reopen(name: string, open: HashSharedFileOptions["open"]): Promise<OpenedFile> {
  try {
    return await open(name);
  } catch (cause) {
    // The client must not receive this as an error reply: the size header was the reply already.
    throw new Error(`${name} is gone`, { cause });
  }
}
