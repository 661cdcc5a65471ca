/** What happens when somebody sets the machine's clock: nothing but that other times are shown. */
import { assert, assertEquals } from "@std/assert";
import { KEEP_MS } from "../../server/room/mailboxes.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { startServer } from "../helpers/test_server.ts";

const MINUTE = 60_000;

for (const jump of [3 * MINUTE, -3 * MINUTE, KEEP_MS + MINUTE, -24 * 60 * MINUTE]) {
  const title = `the clock moves by ${jump / MINUTE} minutes`;

  Deno.test(`${title}: a client comes back and gets its private messages`, async () => {
    let time = Date.UTC(2026, 10, 21, 12);
    await using server = startServer({ now: () => time });
    using bob = await RawClient.join(server.port, "bob");
    const alice = await RawClient.connect(server.port);
    const { secret } = await alice.ok({ type: "hello", version: 1, name: "alice" });
    await bob.answer({ type: "tell", to: "alice", text: "psst" });
    alice[Symbol.dispose]();
    while ((await bob.notice()).type !== "left");
    time += jump;
    using back = await RawClient.connect(server.port);
    const hello = { type: "hello", version: 1, secret: `${secret}`, last: 0 } as const;
    const { resumed, name, missed } = await back.ok(hello);
    assertEquals([resumed, name, missed], [true, "alice", 1]);
    assertEquals((await back.notice()).type, "message");
    assertEquals((await bob.answer({ type: "say", text: "hi" })).ok, {});
    while (true) {
      const notice = await back.notice();
      if (notice.type !== "message") continue;
      assertEquals(notice.time, time, "what is shown is the clock's time");
      break;
    }
  });

  Deno.test(`${title}: a ticket opens its file`, async () => {
    let time = Date.UTC(2026, 10, 21, 12);
    const folder = new MemoryFolder({ "a.txt": new TextEncoder().encode("shared") });
    await using server = startServer({ now: () => time, folder });
    using alice = await RawClient.join(server.port, "alice");
    const { ticket } = await alice.ok({ type: "get", name: "a.txt" });
    time += jump;
    using download = await RawDownload.connect(server.port, ticket);
    assertEquals((await download.reply()).ok?.size, 6);
    assert((await download.bytes(6)).length === 6);
    assertEquals((await download.notice()).type, "digest");
  });
}
