/**
 * What the servers of a room have between them: a log that numbers what is written to it, and messages
 * that nobody keeps.
 *
 * @module
 */

/** What became of something that was written to the log. */
export interface Written {
  /** Its place in the log; that of the earlier one if it was there already. */
  readonly seq: number;
  /** Whether something with the same id was there already. */
  readonly isRepeated: boolean;
}

/** A message from another server, or from this one. */
export interface LinkMessage {
  /** What it holds. */
  readonly bytes: Uint8Array;
  /** Its place in the log, if it was written there. */
  readonly seq?: number;
  /** Answers it. */
  answer(bytes: Uint8Array): void;
}

/** The connection of one server with the others. */
export interface ClusterLink {
  /** Names the log: the same as long as its numbers go on. */
  readonly room: string;
  /**
   * Writes to the log.
   *
   * @param id What is written under the same id within two minutes is not written again.
   * @param onlyAfter Writes nothing unless this is the last number of the log.
   * @throws {Error} If it is not known whether that worked.
   * @throws {OvertakenError} If the log has another last number.
   */
  write(bytes: Uint8Array, id: string, onlyAfter?: number): Promise<Written>;
  /** Reads an entry of the log; nothing if it is not there any more. */
  read(seq: number): Promise<Uint8Array | undefined>;
  /** The numbers of the first and the last entry of the log. */
  ends(): Promise<{ readonly first: number; readonly last: number }>;
  /** Takes what is written to the log, as it is written; some may be missing. */
  follow(onMessage: (message: LinkMessage) => void): void;
  /** Sends a message to all who listen to a subject, this server too. */
  send(subject: string, bytes: Uint8Array): void;
  /**
   * Listens to a subject.
   *
   * @param group Of all listeners with the same group, only one gets each message.
   * @returns What ends it.
   */
  listen(subject: string, onMessage: (message: LinkMessage) => void, group?: string): () => void;
  /**
   * Sends a message to one listener, and takes any number of answers.
   *
   * @param onAnswer Takes one; returns whether it was the last one.
   * @param ms How long to wait for each.
   * @throws {NobodyError} If nobody listens.
   * @throws {Error} If one does not come in time.
   */
  gather(
    subject: string,
    bytes: Uint8Array,
    onAnswer: (bytes: Uint8Array) => boolean,
    ms: number,
  ): Promise<void>;
  /** Ends it. */
  close(): Promise<void>;
}

/** Nobody listens to a subject. */
export class NobodyError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "NobodyError";
}

/** Something was written to the log in between. */
export class OvertakenError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "OvertakenError";
}

/**
 * Sends a message to one listener, and waits for one answer.
 *
 * @param ms How long to wait for it.
 * @throws {NobodyError} If nobody listens.
 * @throws {Error} If no answer comes in time.
 */
export async function askOne(
  link: ClusterLink,
  subject: string,
  bytes: Uint8Array,
  ms: number,
): Promise<Uint8Array> {
  let answer: Uint8Array | undefined;
  await link.gather(subject, bytes, (given) => {
    answer = given.slice();
    return true;
  }, ms);
  return answer!;
}
