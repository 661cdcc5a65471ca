/** Many who talk at once make nobody look slow. */
import { assertEquals } from "@std/assert";
import { encodeMessage, FrameType, parseNotice } from "../protocol/mod.ts";
import { concat } from "./bench/load/load.ts";
import { RawClient } from "./helpers/raw_client.ts";
import { startServer } from "./helpers/test_server.ts";

const SENDERS = 20;
const TEXTS = 200;

/** All that one of them has to say, to be written at once. */
const SPEECH = concat(
  Array.from(
    { length: TEXTS },
    (_, i) => encodeMessage(FrameType.REQUEST, { id: i + 2, type: "say", text: "x".repeat(100) }),
  ),
);

Deno.test("twenty who fill everyone's queue many times over lose nobody and nothing", async () => {
  // All patience, so that a busy machine, which is slow to read, does not look like a stalled client.
  const limits = { rate: 0, maxQueueBytes: 65_536, patienceMs: Infinity };
  await using server = startServer({ limits });
  const clients = await Promise.all(
    Array.from({ length: SENDERS }, (_, i) => RawClient.join(server.port, `u${i}`)),
  );
  const heard = await Promise.all(clients.map(async (client) => {
    const [count] = await Promise.all([
      countMessages(client),
      client.write(SPEECH).catch(() => {}),
    ]);
    return count;
  }));
  assertEquals(heard, Array(SENDERS).fill((SENDERS - 1) * TEXTS));
  for (const client of clients) client[Symbol.dispose]();
});

async function countMessages(client: RawClient): Promise<number> {
  let count = 0;
  while (count < (SENDERS - 1) * TEXTS) {
    const frame = await client.frame();
    if (!frame) break;
    const type = frame.type === FrameType.NOTICE ? parseNotice(frame.payload)!.type : "reply";
    if (type === "closing") break;
    if (type === "message") count++;
  }
  return count;
}
