/** A whole client against chat servers that mean harm. */
import { assertEquals, assertLess } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { encodeFrame, encodeMessage, FrameType, type Request } from "../../protocol/mod.ts";
import { type Answer, FakeChatServer } from "../helpers/fake_chat_server.ts";
import { User } from "../helpers/user.ts";

/** What keeps to the rules in everything that a test says nothing of. */
function behaving(more: Answer): Answer {
  return async (request, conn) => {
    if (request.type === "hello") return await conn.greet(request as Request<"hello">);
    if (request.type === "bye") return await conn.ok(request.id);
    await more(request, conn);
  };
}

for (const name of [".ssh", ".vim", "bob", "", undefined]) {
  Deno.test(`a server that calls alice ${name ?? "nothing"} in its greeting is left`, async () => {
    await using server = new FakeChatServer((request, conn) =>
      conn.greet(request as Request<"hello">, { name })
    );
    await using alice = new User(server.port, "messenger", "alice");
    assertEquals(await alice.exit(), 1);
    const where = `127.0.0.1:${server.port}`;
    assertEquals(alice.errors, [`${where} answered with ${name ?? "no name"}, not alice`]);
  });
}

Deno.test("a server does not choose the name that was asked for later", async () => {
  const asked: string[] = [];
  await using server = new FakeChatServer(behaving(async ({ id, type }, conn) => {
    asked.push(type);
    await conn.ok(id, type === "name" ? { name: ".config" } : { names: [] });
  }));
  await using alice = new User(server.port, "messenger", "alice");
  await alice.type("/name al");
  await alice.type("/who");
  await alice.line("Nobody is online");
  assertEquals(alice.errors, ["The server answered with the name .config, not al"]);
  assertEquals(asked, ["name", "who"]);
});

/** What hangs a client that looks at it before it knows how long it is. */
const ENDLESS: Readonly<Record<string, () => Record<string, unknown>>> = {
  "a file name of 1 MB": () => ({
    message: "",
    count: 1,
    files: [{ name: "a".repeat(1_000_000), size: 1 }],
  }),
  "a file name of 260,000 combining marks": () => ({
    message: "",
    count: 1,
    files: [{ name: "a" + "\u0301\u0316".repeat(130_000), size: 1 }],
  }),
};

for (const [what, answer] of Object.entries(ENDLESS)) {
  Deno.test(`/get *a*.pdf does not hang at ${what}`, async () => {
    await using server = new FakeChatServer(behaving(async (request, conn) => {
      await conn.ok(request.id, answer());
    }));
    await using alice = new User(server.port, "messenger", "alice");
    await alice.line("Welcome");
    const began = performance.now();
    await alice.type("/get *a*.pdf");
    assertEquals(await alice.exit(), 1);
    assertLess(performance.now() - began, 1_000);
  });
}

Deno.test("names of 260,000 combining marks in notices and answers end the connection", async () => {
  const name = "a" + "\u0301\u0316".repeat(130_000);
  const notices = [
    { type: "message", from: name, text: "hi", time: 0, seq: 1 },
    { type: "joined", name, time: 0 },
    { type: "renamed", from: "bob", to: name, time: 0 },
  ];
  for (const notice of notices) {
    const began = performance.now();
    await using server = new FakeChatServer(async (request, conn) => {
      await conn.greet(request as Request<"hello">);
      await conn.notice(notice);
    });
    await using alice = new User(server.port, "messenger", "alice");
    assertEquals(await alice.exit(), 1, notice.type);
    assertLess(performance.now() - began, 1_000);
  }
});

/** What a server sends that once worked, and why the client leaves. */
const BABBLE: Readonly<Record<string, readonly [Uint8Array, string]>> = {
  "pings without end": [
    concat(Array.from({ length: 1_100 }, () => encodeFrame(FrameType.PING))),
    "the server sends pings without end",
  ],
  "answers to nothing": [
    encodeMessage(FrameType.REPLY, { id: 99, ok: {} }),
    "what the server sends makes no sense any more",
  ],
  "frames of no type": [encodeFrame(77), "what the server sends makes no sense any more"],
};

for (const [what, [bytes, why]] of Object.entries(BABBLE)) {
  Deno.test(`${what} end the connection, and that is told`, async () => {
    await using server = new FakeChatServer(async (request, conn) => {
      await conn.greet(request as Request<"hello">);
      await conn.write(bytes);
    });
    await using alice = new User(server.port, "messenger", "alice");
    assertEquals(await alice.exit(), 1);
    assertEquals(alice.errors, [`Connection to 127.0.0.1:${server.port} lost: ${why}`]);
  });
}
