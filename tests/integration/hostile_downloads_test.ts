/** A client's downloads against servers that break every rule. */
import { createHash } from "node:crypto";
import { assertEquals, assertMatch } from "@std/assert";
import { encodeFrame, FrameType } from "../../protocol/mod.ts";
import { dial } from "../../client/net/dial.ts";
import { Download } from "../../client/downloads/download.ts";
import { Downloader } from "../helpers/downloader.ts";
import { FakeFileServer, type Serve } from "../helpers/fake_file_server.ts";
import { testWith } from "../helpers/needs.ts";

const NEEDS = ["read", "write"] as const;
const BODY = new TextEncoder().encode("Hello!\n");
const SHA256 = createHash("sha256").update(BODY).digest("hex");
const HEADER = { size: 7, offset: 0, modified: 1 };

/** What a download from such a server comes to: the lines it shows, the files it leaves. */
async function download(serve: Serve, name = "a.txt", more: Record<string, unknown> = {}) {
  await using server = new FakeFileServer(serve);
  const answer = () => ({ ticket: "t", size: 7, modified: 1, ...more });
  await using alice = await Downloader.without(server.port, answer);
  const lines = await alice.get(name);
  return { lines, files: await alice.folder.files(), offsets: server.offsets };
}

testWith(NEEDS, "a server that keeps to the rules is believed", async () => {
  const { lines, files } = await download(async (conn) => {
    await conn.header(HEADER);
    await conn.write(BODY);
    await conn.write(encodeFrame(FrameType.PING));
    await conn.digest(SHA256);
  });
  assertEquals(lines, ["Downloaded a.txt: 7 bytes to alice/a.txt"]);
  assertEquals(files, ["alice/a.txt"]);
});

const NAMES = [
  "..",
  "../a",
  "a/../../b",
  "/etc/passwd",
  "//server/share",
  "c:\\a",
  "C:a",
  "..\\a",
  "a\\b",
  "a//b",
  "a/",
  "./a",
  "CON",
  "con.txt",
  "sub/NUL",
  "com1.log",
  "LPT¹",
  "CONIN$",
  "a.",
  "a ",
  "dir./a",
  "a\0",
  "a\nb",
  "a\x1b[31m",
  "a\u202egpj.exe",
  "a\u2028b",
];

testWith(
  NEEDS,
  "no name from a server leads out of the user's folder, or fools the eye",
  async () => {
    for (const name of NAMES) {
      const { lines, files, offsets } = await download(() => Promise.resolve(), name);
      assertMatch(lines.join(), /^Download of .* failed: Cannot save under this name: it /, name);
      // deno-lint-ignore no-control-regex
      assertEquals(/[\x00-\x1f\u202e\u2028]/.test(lines.join()), false, name);
      assertEquals([files, offsets], [[], []], name);
    }
  },
);

testWith(
  NEEDS,
  "the names of a pattern come from the server, and are judged as strictly",
  async () => {
    await using server = new FakeFileServer(() => Promise.resolve());
    const files = NAMES.map((name) => ({ name, size: 1 }));
    const answer = () => ({ count: files.length, files });
    await using alice = await Downloader.without(server.port, answer);
    for (const pattern of ["*", "**/*", "**"]) {
      for (const line of await alice.get(pattern)) {
        assertMatch(line, /failed: (Cannot save under this name|nothing matches)/);
      }
    }
    assertEquals(await alice.folder.files(), []);
  },
);

testWith(NEEDS, "a list that never ends is given up", async () => {
  await using server = new FakeFileServer(() => Promise.resolve());
  const files = Array.from({ length: 10_000 }, (_, i) => ({ name: `f${i}`, size: 1 }));
  const answer = () => ({ count: Number.MAX_SAFE_INTEGER, files });
  await using alice = await Downloader.without(server.port, answer);
  assertEquals(await alice.get("*"), [
    "Download of * failed: the server lists over 100000 files",
  ]);
});

for (const size of [2 ** 53, -1, 1.5, "7", null, undefined]) {
  testWith(NEEDS, `a size header of ${size} is refused`, async () => {
    const { lines, files } = await download(async (conn) => {
      await conn.header({ ...HEADER, size });
      await conn.hungUp();
    });
    assertEquals(lines, [
      "Download of a.txt failed: The answer to download needs size, of kind integer",
    ]);
    assertEquals(files, []);
  });
}

testWith(NEEDS, "a size that no disk holds allocates nothing before its bytes come", async () => {
  const size = Number.MAX_SAFE_INTEGER;
  const { lines, files } = await download(
    async (conn) => {
      await conn.header({ ...HEADER, size });
    },
    "a.txt",
    { size },
  );
  assertEquals(lines, ["Download of a.txt failed: the server hung up"]);
  assertEquals(files, []);
});

testWith(NEEDS, "a short body never becomes the file", async () => {
  const { lines, files, offsets } = await download(async (conn, { offset = 0 }) => {
    await conn.header({ ...HEADER, offset });
    if (offset === 0) await conn.write(BODY.subarray(0, 5));
  });
  assertEquals(lines, [
    "Download of a.txt failed: the server hung up; 5 of 7 bytes are kept, /get a.txt goes on",
  ]);
  assertEquals(files, ["alice/a.txt.part", "alice/a.txt.part.json"]);
  assertEquals(offsets, [0, 5, 5, 5, 5, 5], "it tried to go on, and not for ever");
});

testWith(NEEDS, "a long body never becomes the file", async () => {
  const { lines, files } = await download(async (conn) => {
    await conn.header(HEADER);
    await conn.write(new TextEncoder().encode("Hello! And what nobody announced"));
    await conn.hungUp();
  });
  assertMatch(
    lines[0]!,
    /^Download of a.txt failed: the server sent other bytes than it announced/,
  );
  assertEquals(files, ["alice/a.txt.part", "alice/a.txt.part.json"]);
});

testWith(NEEDS, "a body that never ends is read no further than announced", async () => {
  const { lines } = await download(async (conn) => {
    await conn.header(HEADER);
    for (;;) await conn.write(new Uint8Array(65_536).fill(0x41));
  });
  assertMatch(
    lines[0]!,
    /^Download of a.txt failed: the server sent other bytes than it announced/,
  );
});

testWith(NEEDS, "a wrong digest is an error, and what arrived is set aside", async () => {
  const { lines, files } = await download(async (conn) => {
    await conn.header(HEADER);
    await conn.write(BODY);
    await conn.digest(SHA256.replace(/^./, (digit) => digit === "0" ? "1" : "0"));
  });
  assertEquals(lines, [
    "Download of a.txt failed: the SHA-256 of what arrived is not that of the server; " +
    "it is now alice/a.txt.bad",
  ]);
  assertEquals(files, ["alice/a.txt.bad"]);
});

testWith(NEEDS, "an offset that was not asked for is not believed", async () => {
  const { lines, files } = await download(async (conn) => {
    await conn.header({ ...HEADER, offset: 5 });
    await conn.write(BODY.subarray(5));
    await conn.digest(SHA256);
  });
  assertMatch(lines.join(), /^Download of a.txt failed: /);
  assertEquals(files, []);
});

/** What a download to a stream comes to, from a server that says another `modified` each time. */
async function pour(serve: Serve, changes = false) {
  await using server = new FakeFileServer(serve);
  let modified = 1;
  const answer = () => ({ ticket: "t", size: 7, modified: changes ? modified++ : modified });
  await using alice = await Downloader.without(server.port, answer);
  let text = "";
  const done = await alice.downloads.pour("a.txt", {
    write: (bytes) => {
      text += new TextDecoder().decode(bytes.subarray(0, 2)); // It takes two at a time.
      return Promise.resolve(Math.min(2, bytes.length));
    },
  }, alice.tell);
  return { done, text, lines: alice.lines };
}

testWith(NEEDS, "a stream gets each byte once, over a lost connection", async () => {
  const { done, text, lines } = await pour(async (conn, { offset = 0 }) => {
    await conn.header({ ...HEADER, offset });
    await conn.write(offset === 0 ? BODY.subarray(0, 5) : BODY.subarray(offset));
    if (offset > 0) await conn.digest(SHA256);
  });
  assertEquals([done, text, lines], [true, "Hello!\n", []]);
});

testWith(NEEDS, "what a stream was given cannot be taken back, and that is said", async () => {
  const mismatch = await pour(async (conn) => {
    await conn.header(HEADER);
    await conn.write(BODY);
    await conn.digest("0".repeat(64));
  });
  assertEquals([mismatch.done, mismatch.lines], [false, [
    "Download of a.txt failed: the SHA-256 of what arrived is not that of the server",
  ]]);
  const changed = await pour(async (conn) => {
    await conn.header(HEADER);
    await conn.write(BODY.subarray(0, 5));
  }, true);
  assertEquals([changed.done, changed.text], [false, "Hello"]);
  assertEquals(changed.lines, ["Download of a.txt failed: it changed on the server meanwhile"]);
});

testWith(NEEDS, "endless pings before a header can be cancelled", async () => {
  const waiting = Promise.withResolvers<void>();
  await using server = new FakeFileServer(async (conn) => {
    for (;;) {
      await conn.write(encodeFrame(FrameType.PING));
      waiting.resolve();
    }
  });
  await using alice = await Downloader.without(server.port, () => ({ ticket: "t", ...HEADER }));
  const got = alice.get("a.txt");
  await waiting.promise;
  alice.downloads.cancel("a.txt", alice.tell);
  assertEquals(await got, ["Download of a.txt cancelled"]);
});

Deno.test("a server that falls silent counts as lost", async () => {
  await using server = new FakeFileServer((conn) => conn.hungUp());
  const wire = await dial({ port: server.port, host: "127.0.0.1" });
  using download = new Download(wire, { silenceMs: 20 });
  const error = await download.begin("t", 0).catch((error) => error);
  assertEquals([error.name, error.failure], ["LostError", { type: "silent", ms: 20 }]);
});

for (const bytes of [[0, 0, 0, 0], [0, 0, 16, 1], [0, 0, 0, 1, 9], [71, 69, 84, 32]]) {
  Deno.test(`${bytes} is no size header`, async () => {
    await using server = new FakeFileServer(async (conn) => {
      await conn.write(Uint8Array.from(bytes));
      await conn.hungUp();
    });
    using download = new Download(await dial({ port: server.port, host: "127.0.0.1" }));
    const error = await download.begin("t", 0).catch((error) => error);
    assertEquals(error.failure, { type: "bad-bytes" });
  });
}
