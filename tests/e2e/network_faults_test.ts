/** A bad network between real processes. */
import { assert, assertEquals } from "@std/assert";
import { encodeMessage, FrameType } from "../../protocol/mod.ts";
import { type Breakage, ChaosProxy } from "../helpers/chaos_proxy.ts";
import { testWith } from "../helpers/needs.ts";
import { Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["run", "read", "write", "env"] as const;

testWith(NEEDS, "a network that splits every byte changes nothing", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using network = await ChaosProxy.start(Number(port));
  network.split = 1;
  await using alice = Program.start(["connect", "alice", "127.0.0.1", `${network.port}`]);
  await alice.line("alice has joined");
  await using bob = Program.start(["connect", "bob", "127.0.0.1", `${network.port}`]);
  await alice.line("bob has joined");
  await bob.type("grüße 😀");
  await alice.line("bob: grüße 😀");
  await alice.type("/who");
  await alice.line("Online: alice, bob");
});

testWith(NEEDS, "what a network holds back arrives later, in order, once", async () => {
  const { server, port } = await serve(["--rate", "0"]);
  await using _server = server;
  await using network = await ChaosProxy.start(Number(port));
  using alice = await RawClient.join(Number(port), "alice");
  await using bob = Program.start(["connect", "bob", "127.0.0.1", `${network.port}`]);
  await bob.line("bob has joined");
  assertEquals((await alice.notice()).type, "joined");
  network.hold();
  for (let line = 0; line < 50; line++) {
    await bob.type(`from bob ${line}`);
    await alice.ok({ type: "say", text: `from alice ${line}` });
  }
  network.goOn();
  for (let line = 0; line < 50; line++) {
    await bob.line(`alice: from alice ${line}`);
    const notice = await alice.notice();
    assertEquals(notice.type === "message" && notice.text, `from bob ${line}`);
  }
});

/** A whole conversation, in bytes: what may break anywhere. */
const SESSION = [
  { id: 1, type: "hello", version: 1, name: "mallory" },
  { id: 2, type: "say", text: "one" },
  { id: 3, type: "bye" },
].map((request) => encodeMessage(FrameType.REQUEST, request));
const LENGTH = SESSION.reduce((sum, { length }) => sum + length, 0);

for (const by of ["fin", "rst"] satisfies Breakage[]) {
  testWith(
    NEEDS,
    `a ${by} at any byte of a conversation frees its name, and harms nobody`,
    async () => {
      const { server, port } = await serve(["--rate", "0"]);
      await using _server = server;
      await using network = await ChaosProxy.start(Number(port));
      using alice = await RawClient.join(Number(port), "alice");
      for (let bytes = 0; bytes <= LENGTH; bytes++) {
        network.breakAfter = { bytes, by };
        using mallory = await RawClient.connect(network.port).catch(() => undefined);
        for (const frame of SESSION) await mallory?.write(frame).catch(() => {});
        while (await mallory?.frame());
        while ((await names(alice)).includes("mallory"));
      }
      server.kill("SIGINT");
      alice[Symbol.dispose]();
      assertEquals(await server.exit(), 0);
      assertEquals(server.lines.filter((line) => line.includes("fault")), []);
      assertEquals(server.errors, []);
    },
  );
}

testWith(NEEDS, "a half-open connection holds up nobody", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using network = await ChaosProxy.start(Number(port));
  using alice = await RawClient.join(Number(port), "alice");
  const lost: RawClient[] = [];
  for (let bytes = 0; bytes <= LENGTH; bytes += 7) {
    network.breakAfter = { bytes, by: "silence" };
    const mallory = await RawClient.connect(network.port);
    for (const frame of SESSION) await mallory.write(frame);
    lost.push(mallory);
  }
  using bob = await RawClient.join(Number(port), "bob");
  await bob.send({ type: "tell", to: "alice", text: "still here?" });
  for (;;) {
    const notice = await alice.notice();
    if (notice.type === "message" && notice.private) break;
  }
  assertEquals(await names(bob), ["alice", "mallory", "bob"]);
  for (const mallory of lost) mallory[Symbol.dispose]();
});

testWith(NEEDS, "a reset in mid-download ends that download alone", async () => {
  await using folder = await TempFolder.make({ big: new Uint8Array(32 * 1_048_576) });
  const { server, port } = await serve(["--files", folder.path]);
  await using _server = server;
  await using network = await ChaosProxy.start(Number(port));
  using alice = await RawClient.join(Number(port), "alice");
  const { ticket } = await alice.ok({ type: "get", name: "big" });
  {
    using download = await RawDownload.connect(network.port, ticket);
    assert((await download.reply()).ok);
    network.reset();
  }
  await server.line(/ended: (download failed, )?connection reset$/);
  using again = await RawDownload.begin(alice, "big");
  assert((await again.reply()).ok);
  assertEquals((await again.bytes(32 * 1_048_576)).length, 32 * 1_048_576);
});

async function names(client: RawClient): Promise<string[]> {
  return (await client.answer({ type: "who" })).ok!.names as string[];
}
