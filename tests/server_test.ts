import { assertEquals } from "@std/assert";
import { RawClient } from "./helpers/raw_client.ts";
import { startServer } from "./helpers/test_server.ts";

Deno.test("a broadcast reaches everyone but its sender", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  assertEquals((await alice.notice()).type, "joined");
  await bob.ok({ type: "say", text: "hello" });
  const { time: _, ...notice } = await alice.notice() as { time: number };
  assertEquals(notice, { type: "message", from: "bob", text: "hello", seq: 1 } as unknown);
});
