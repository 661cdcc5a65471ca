/** What becomes of a fault in the server's own code. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { User } from "../helpers/user.ts";

/** A folder with a mistake in it. */
class BrokenFolder extends MemoryFolder {
  override list(): Promise<never> {
    return Promise.reject(new TypeError("nobody thought of this"));
  }
}

Deno.test("a fault in one connection's handling ends that connection only", async () => {
  await using server = startServer({ folder: new BrokenFolder() });
  using alice = await RawClient.join(server.port, "alice");
  {
    using bob = await RawClient.join(server.port, "bob");
    assertEquals((await alice.notice()).type, "joined");
    await bob.send({ type: "files" });
    const message = "The server failed at this request";
    assertEquals(await bob.notice(), { type: "closing", code: "server-fault", message });
    assertEquals(await bob.frame(), undefined);
  }
  assertEquals((await alice.notice()).type, "left");
  assertEquals((await alice.ok({ type: "who" })).names, ["alice"]);
  const faults = server.events.filter(({ type }) => type === "fault");
  assertEquals(faults.length, 1);
  assertStringIncludes(JSON.stringify(faults), "TypeError: nobody thought of this");
  assertEquals(server.metrics.refusals, new Map([["server-fault", 1]]));
});

for (const dialect of ["messenger", "multiuser", "chatroom"]) {
  Deno.test(`a ${dialect} that is slowed down is told so, on standard error`, async () => {
    await using server = startServer({ limits: { rate: 500, burst: 5 } });
    await using alice = new User(server.port, dialect, "alice");
    for (let i = 0; i < 50; i++) await alice.type(dialect === "messenger" ? "hi" : "list");
    await alice[Symbol.asyncDispose]();
    // More than once, if the machine is so busy that the burst comes back in between.
    const told = new Set(alice.errors.filter((line) => line.startsWith("you send")));
    assertEquals(
      told,
      new Set(["you send too fast: the server reads 500 messages a second from you"]),
    );
  });
}
