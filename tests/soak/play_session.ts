import { assert } from "@std/assert";
import { RawClient } from "../helpers/raw_client.ts";
import type { Session } from "./mutated_session.ts";
import type { Random } from "./random.ts";

/** Plays a session to a server, in pieces, and leaves in one way or another. */
export async function play(
  port: number,
  random: Random,
  { opening, bytes }: Session,
): Promise<void> {
  using client = await RawClient.connect(port);
  await client.write(opening);
  // Before it has said hello, no client may send large frames: most wait, some do not.
  if (random.chance(0.9)) assert(await client.frame(), "the first frame is answered");
  const read = random.chance(0.8) ? client.rest() : undefined;
  try {
    for (let at = 0; at < bytes.length;) {
      const size = random.chance(0.5) ? bytes.length : 1 + random.below(3_000);
      await client.write(bytes.subarray(at, at + size));
      at += size;
    }
    // To close with something unread makes a reset.
    if (random.chance(0.3)) return;
    await client.conn.closeWrite();
  } catch {
    // The server had had enough.
  }
  await read;
}
