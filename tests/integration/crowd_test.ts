/** Clients that talk much at the same time make no client look slow. */
import { assertEquals } from "@std/assert";
import { encodeMessage, FrameType, parseNotice } from "../../protocol/mod.ts";
import { DEFAULT_LIMITS } from "../../server/admission/limits.ts";
import { Connection } from "../../server/net/connection.ts";
import { listenTcp } from "../../server/net/tcp_listener.ts";
import type { Wire } from "../../server/net/wire.ts";
import { PendingBudget } from "../../server/admission/pending_budget.ts";
import { WriteScheduler } from "../../server/delivery/write_scheduler.ts";
import { Metrics } from "../../server/observability/metrics.ts";
import { concat } from "../bench/load/load.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

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

/** A connection with a queue of 64 KB, and no patience with who is slow. */
class Rig implements Disposable {
  readonly writes = new WriteScheduler();
  readonly connection: Connection;
  readonly #far: Deno.TcpConn;

  private constructor(near: Wire, far: Deno.TcpConn) {
    const limits = { ...DEFAULT_LIMITS, maxQueueBytes: 65_536, patienceMs: 0 };
    const context = {
      limits,
      clock: { now: 0 },
      metrics: new Metrics(),
      writes: this.writes,
      pending: new PendingBudget<Connection>(Infinity, () => {}),
    };
    this.connection = new Connection(near, context);
    this.#far = far;
  }

  static async connect(): Promise<Rig> {
    const listener = listenTcp({ hostname: "127.0.0.1", port: 0 });
    const far = Deno.connect({ hostname: "127.0.0.1", port: listener.address.port });
    const near = await listener.accept();
    listener.close();
    return new Rig(near, await far);
  }

  [Symbol.dispose](): void {
    this.#far.close();
    this.connection.destroy();
    this.writes[Symbol.dispose]();
  }
}

Deno.test("a client is crowded while its write waits for the server, however long", async () => {
  using rig = await Rig.connect();
  const { connection, writes } = rig;
  const atHand = Promise.withResolvers<boolean>();
  connection.push(new Uint8Array(40_000));
  writes.schedule(() => atHand.resolve(connection.isCrowded));
  assertEquals(connection.isCrowded, true);
  assertEquals(
    await atHand.promise,
    false,
    "its write has begun: now it is the client that is slow",
  );
});

Deno.test("who is gone is not crowded, whatever was queued", async () => {
  using rig = await Rig.connect();
  rig.connection.push(new Uint8Array(40_000));
  rig.connection.destroy();
  assertEquals(rig.connection.isCrowded, false);
});
