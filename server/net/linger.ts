import type { Wire } from "./wire.ts";

/** Most bytes to read and drop from a client that is being closed, and how many at once. */
const LINGER_BYTES = 1_048_576;
const LINGER_READ_BYTES = 4_096;

/**
 * Ends the server's stream, and waits for the client to close first. Closing with unread bytes would
 * reset the connection, and a reset takes back what the client has not read yet.
 */
export async function linger(wire: Wire): Promise<void> {
  await wire.closeWrite();
  const buffer = new Uint8Array(LINGER_READ_BYTES);
  for (let left = LINGER_BYTES; left > 0;) {
    const count = await wire.read(buffer);
    if (count === null) return;
    left -= count;
  }
}
