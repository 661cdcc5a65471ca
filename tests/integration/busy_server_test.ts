/** Servers that cannot do now what they can do a moment later. */
import { createHash } from "node:crypto";
import { assertEquals } from "@std/assert";
import { encodeMessage, FrameType } from "../../protocol/mod.ts";
import { Downloader } from "../helpers/downloader.ts";
import { FakeFileServer } from "../helpers/fake_file_server.ts";
import { testWith } from "../helpers/needs.ts";

const BODY = new TextEncoder().encode("Hello!\n");
const SHA256 = createHash("sha256").update(BODY).digest("hex");
const BUSY = { code: "server-busy", message: "The disk does not answer: try again" };

/** Downloads `a.txt` from a server that is busy so often. */
async function download(refusals: number, form: "error" | "closing") {
  let left = refusals;
  await using server = new FakeFileServer(async (conn) => {
    if (left-- > 0) {
      return await conn.write(
        form === "error"
          ? encodeMessage(FrameType.REPLY, { id: 1, error: BUSY })
          : encodeMessage(FrameType.NOTICE, { type: "closing", ...BUSY }),
      );
    }
    await conn.header({ size: BODY.length, offset: 0, modified: 1 });
    await conn.write(BODY);
    await conn.digest(SHA256);
  });
  const granted = () => ({ ticket: "t", size: BODY.length, modified: 1 });
  await using alice = await Downloader.without(server.port, granted);
  return await alice.get("a.txt");
}

for (const form of ["error", "closing"] as const) {
  testWith(["read", "write"], `a download waits for a server that is busy: ${form}`, async () => {
    assertEquals(await download(3, form), [
      "a.txt: the server is busy: waiting to try again",
      "Downloaded a.txt: 7 bytes to alice/a.txt",
    ]);
  });

  testWith(["read", "write"], `a download gives up a server that stays busy: ${form}`, async () => {
    assertEquals(await download(99, form), [
      "a.txt: the server is busy: waiting to try again",
      "Download of a.txt failed: The disk does not answer: try again",
    ]);
  });
}

testWith(["read", "write"], "the list and the ticket wait for a server that is busy", async () => {
  let left = 2;
  await using server = new FakeFileServer(async (conn) => {
    await conn.header({ size: BODY.length, offset: 0, modified: 1 });
    await conn.write(BODY);
    await conn.digest(SHA256);
  });
  const files = [{ name: "a.txt", size: BODY.length }];
  const answer = ({ type }: { type: string }) => {
    if (left-- > 0) return { error: BUSY };
    left = type === "files" ? 2 : 0;
    const granted = { ticket: "t", size: BODY.length, modified: 1 };
    return { ok: type === "files" ? { message: "", count: 1, files } : granted };
  };
  await using alice = await Downloader.without(server.port, () => undefined, {
    ask: (ask, settle) => settle(answer(ask) as never),
  });
  assertEquals(await alice.get("*.txt"), [
    "*.txt: the server is busy: waiting to try again",
    "a.txt: the server is busy: waiting to try again",
    "Downloaded a.txt: 7 bytes to alice/a.txt",
  ]);
});
