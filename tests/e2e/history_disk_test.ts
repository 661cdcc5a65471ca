/** The real server process on a disk that fills up, and one that cannot be written. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { SmallDisk } from "../helpers/small_disk.ts";

const NAME = "a full disk: the room goes on, the log and the metrics say so, and it is kept later";

if (await SmallDisk.isPossible()) testWith(["run", "read", "write", "env"], NAME, fullDisk);
else Deno.test({ name: `${NAME} (ignored: needs to mount a tmpfs)`, ignore: true, fn: fullDisk });

async function fullDisk(): Promise<void> {
  await using disk = await SmallDisk.make(2_000_000);
  const options = ["--history", `${disk.path}/room.db`, "--metrics", "0", "--rate", "0"];
  const { server, port } = await serve(options);
  await using _server = server;
  const url = server.lines.find((line) => line.includes("metrics on"))!.split(" ").at(-1)!;
  const metrics = async () => await (await fetch(url)).text();
  using alice = await RawClient.join(Number(port), "alice");
  using bob = await RawClient.join(Number(port), "bob");
  await alice.notice();
  await disk.fill();
  let said = 0;
  const isTold = () => server.lines.some((line) => line.includes("messages are not kept"));
  while (!isTold()) {
    assert(++said < 1_000, "the disk is not full");
    assertEquals(await alice.ok({ type: "say", text: "x".repeat(5_000) }), {});
    assertEquals((await bob.notice()).type, "message");
  }
  await server.line(/messages are not kept for now: the disk is full$/);
  assertStringIncludes(await metrics(), "\nchat_history_keeping 0\n");
  await alice.ok({ type: "say", text: "meanwhile" });
  await disk.empty();
  await server.line(/messages are kept again; 0 messages could not be kept$/);
  assertStringIncludes(await metrics(), "\nchat_history_keeping 1\n");
  const { ok } = await bob.answer({ type: "find", text: "meanwhile" });
  assertEquals(ok?.count, 1);
}
