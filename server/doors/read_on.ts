import type { Connection } from "../net/connection.ts";
import { nextReadBuffer } from "./read_buffer.ts";

/**
 * Reads a connection until either side ends it.
 *
 * @param bytes Bytes that have been read already. They are let go of with the next read: the frame of
 * this function lasts as long as the client stays.
 * @param take Takes some bytes, which the next read overwrites. Resolves to why the conversation ends
 * with them, if it does.
 * @returns Why it ended, for the log.
 */
export async function readOn(
  connection: Connection,
  bytes: Uint8Array,
  take: (bytes: Uint8Array) => Promise<string | undefined>,
): Promise<string> {
  let buffer = nextReadBuffer(0);
  while (true) {
    const last = await take(bytes) ?? connection.ending;
    if (last !== undefined) return last;
    const count = await connection.read(buffer);
    if (connection.ending !== undefined) return connection.ending;
    if (count === null) return "hung up";
    bytes = buffer.subarray(0, count);
    buffer = nextReadBuffer(count, buffer);
  }
}
