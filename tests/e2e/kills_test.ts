/** Processes that are killed, stopped, or out of room, in the middle of something. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { commandLine, Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { joinOverTls } from "../helpers/tls_client.ts";

const NEEDS = ["run", "read", "write", "env"] as const;
const LOOPBACK = "127.0.0.1";

testWith(NEEDS, "a server that is killed in mid-message is reported by its clients", async () => {
  const { server, port } = await serve(["--rate", "0"]);
  await using _server = server;
  await using alice = Program.start(["connect", "alice", LOOPBACK, port]);
  await alice.line("alice has joined");
  using bob = await RawClient.join(Number(port), "bob");
  const text = "x".repeat(60_000);
  const talking = (async () => {
    for (;;) await bob.send({ type: "say", text });
  })().catch(() => {});
  await alice.line(/^bob: x/);
  server.kill("SIGKILL");
  await talking;
  await alice.error(new RegExp(`^chat: Connection to ${LOOPBACK}:${port} lost: `));
  assertEquals([await alice.exit(), alice.errors.length], [1, 1]);
  for (const line of alice.lines) assertMatch(line, /^(Welcome|alice|bob) ?|^bob: x{60000}$/);
});

testWith(NEEDS, "a client that is killed in mid-message leaves no half of one", async () => {
  const { server, port } = await serve(["--rate", "0"]);
  await using _server = server;
  using alice = await RawClient.join(Number(port), "alice");
  await using bob = Program.start(["connect", "bob", LOOPBACK, port]);
  assertEquals((await alice.notice()).type, "joined");
  const line = "x".repeat(60_000);
  const typing = (async () => {
    for (;;) await bob.type(line);
  })().catch(() => {});
  for (let heard = 0;; heard++) {
    const notice = await alice.notice();
    if (notice.type === "left") break;
    assert(notice.type === "message" && notice.text === line);
    if (heard === 5) bob.kill("SIGKILL");
  }
  await typing;
  assertEquals((await alice.ok({ type: "who" })).names, ["alice"]);
});

testWith(NEEDS, "a server that is killed in mid-download leaves no file", async () => {
  await using folder = await TempFolder.make({ "shared/big": new Uint8Array(256 * 1_048_576) });
  const { server, port } = await serve(["--files", folder.file("shared")]);
  await using _server = server;
  await using alice = Program.start(["connect", "alice", LOOPBACK, port], { cwd: folder.path });
  await alice.line("alice has joined");
  await alice.type("/get big");
  await server.line(/gets big/);
  server.kill("SIGKILL");
  assertEquals(await alice.exit(), 1);
  const saved = (await folder.files()).filter((name) => name.startsWith("alice/"));
  assert(!saved.includes("alice/big"), `${saved}`);
});

testWith(NEEDS, "a client that is killed in mid-download is nobody's burden", async () => {
  await using folder = await TempFolder.make({ "shared/big": new Uint8Array(256 * 1_048_576) });
  const { server, port } = await serve(["--files", folder.file("shared")]);
  await using _server = server;
  {
    await using alice = Program.start(["connect", "alice", LOOPBACK, port], { cwd: folder.path });
    await alice.line("alice has joined");
    await alice.type("/get big");
    await server.line(/gets big/);
    alice.kill("SIGKILL");
  }
  await server.line(/ended: .*(connection reset|hung up)/);
  using again = await RawClient.join(Number(port), "alice");
  await again.ok({ type: "bye" });
  assert(!(await folder.files()).includes("alice/big"));
});

for (const [where, options] of [["", []], [" over TLS", ["--tls"]]] as const) {
  testWith(
    NEEDS,
    `a client that is stopped is cut${where}, told why once it goes on, and exits`,
    async () => {
      await using state = await TempFolder.make();
      const env = { XDG_STATE_HOME: state.path };
      const limits = ["--rate", "0", "--max-queue", "65536"];
      const { server, port } = await serve([...limits, ...options], { env });
      await using _server = server;
      using alice = where === ""
        ? await RawClient.join(Number(port), "alice")
        : await joinOverTls(Number(port), state.path, "alice");
      await using bob = Program.start(["connect", "bob", LOOPBACK, port], { env });
      await bob.line("bob has joined");
      assertEquals((await alice.notice()).type, "joined");
      bob.kill("SIGSTOP");
      const text = "x".repeat(60_000);
      // However much the sockets in between hold: once bob is away, his connection has been closed.
      let reply = await alice.answer({ type: "tell", to: "bob", text });
      while (reply.ok && reply.ok.awayUntil === undefined) {
        reply = await alice.answer({ type: "tell", to: "bob", text });
      }
      assertEquals(reply.error, undefined);
      bob.kill("SIGCONT");
      await bob.error(/^chat: .* closed the connection: You were \d+\.\d kiB behind$/);
      assertEquals(await bob.exit(), 1);
      await server.line(/\(bob\) ended: bob was \d+\.\d kiB behind$/);
    },
  );
}

testWith(NEEDS, "a download that has no room left says so and leaves no file", async () => {
  await using folder = await TempFolder.make({ "shared/big": new Uint8Array(4 * 1_048_576) });
  const { server, port } = await serve(["--files", folder.file("shared")]);
  await using _server = server;
  // No file may grow past 1 MiB: to a program, what a full disk is. (bash counts kiB.)
  const command = ["bash", "-c", `trap "" XFSZ; ulimit -f 1024; exec "$@"`, "bash"];
  await using alice = Program.start(["connect", "alice", LOOPBACK, port], {
    cwd: folder.path,
    command: [...command, ...commandLine()],
  });
  await alice.line("alice has joined");
  await alice.type("/get big");
  await alice.error(/^chat: Download of big failed: /);
  await alice.type("still here");
  await alice.endInput();
  await alice.exit();
  assert(!(await folder.files()).includes("alice/big"));
});
