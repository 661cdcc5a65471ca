import { createHash } from "node:crypto";
import { assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { ProtocolError } from "../../../../protocol/mod.ts";
import { type AwaitedDigest, Digests } from "../../../../server/files/digests.ts";
import type { OpenedFile } from "../../../../server/files/shared_folder.ts";
import { pure } from "../../../helpers/pure.ts";

const BYTES = Uint8Array.from({ length: 1_000_003 }, (_, i) => (i * 7) ^ (i >> 8));
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

/** Files of a disk that counts its readers, and reads only as far as a test lets it. */
class CountedFiles {
  reads = 0;
  reading = 0;
  mostReading = 0;
  version = "1";
  hold = Promise.resolve();

  readonly open = (): Promise<OpenedFile> => Promise.resolve(this.opened(this.version));

  opened(version: string, modified = 0, size = BYTES.length): OpenedFile {
    const stream = () => {
      this.reads++;
      this.mostReading = Math.max(this.mostReading, ++this.reading);
      return new ReadableStream({
        pull: async (controller) => {
          await this.hold;
          controller.enqueue(BYTES.slice());
          controller.close();
          this.reading--;
        },
        cancel: () => void this.reading--,
      }, { highWaterMark: 0 });
    };
    return { size, modified, version, stream, [Symbol.dispose]: () => {} };
  }

  digests(now = () => 10_000, wallNow = now): Digests {
    return new Digests({ open: this.open, now, wallNow });
  }
}

async function digestOf(digests: Digests, name: string, file: OpenedFile): Promise<string> {
  using digest = digests.wait(name, file);
  return await digest.sha256;
}

pure("Digests read a file once for all who ask, and again when it has changed", async () => {
  const files = new CountedFiles();
  const digests = files.digests();
  assertEquals(digests.known("a", files.opened("1")), undefined);
  const same = await Promise.all([1, 2, 3].map(() => digestOf(digests, "a", files.opened("1"))));
  assertEquals(new Set(same), new Set([SHA256]));
  assertEquals(await digestOf(digests, "a", files.opened("1")), SHA256);
  assertEquals([files.reads, digests.known("a", files.opened("1"))], [1, SHA256]);
  files.version = "2";
  assertEquals(digests.known("a", files.opened("2")), undefined);
  await digestOf(digests, "a", files.opened("2"));
  assertEquals([files.reads, digests.running], [2, 0]);
});

pure("Digests of a file that changed while it was opened are not kept", async () => {
  const files = new CountedFiles();
  const digests = files.digests();
  await digestOf(digests, "b", files.opened("0"));
  await digestOf(digests, "b", files.opened("0"));
  assertEquals(files.reads, 2);
});

pure(
  "Digests of a file that changed a moment ago are not kept, whichever clock tells",
  async () => {
    const files = new CountedFiles();
    let now = 0;
    let wallNow = 10_000;
    const digests = files.digests(() => now, () => wallNow);
    for (const [modified, reads] of [[8_000, 1], [8_000, 1], [8_001, 2], [8_001, 3]] as const) {
      await digestOf(digests, `${modified}`, files.opened("1", modified));
      assertEquals(files.reads, reads);
    }
    wallNow = 0; // Somebody has set the clock back: the file seems to be of the future.
    now = 1_999;
    await digestOf(digests, "8001", files.opened("1", 8_001));
    now = 2_000;
    await digestOf(digests, "8001", files.opened("1", 8_001));
    assertEquals(files.reads, 5);
    await digestOf(digests, "8001", files.opened("1", 8_001));
    assertEquals(files.reads, 5, "seen unchanged for two seconds");
  },
);

pure("Digests never answer with a reply of the protocol: the size header was one", async () => {
  const open = () => Promise.reject(new ProtocolError("no-such-file", "No such file: a"));
  const digests = new Digests({ open, now: () => 0, wallNow: () => 0 });
  const file = new CountedFiles().opened("1");
  const error = await digestOf(digests, "a", file).catch((error) => error);
  assertEquals([error instanceof ProtocolError, error.message], [false, "a is gone"]);
});

pure("Digests hash two files at a time, the smallest of those that wait first", async () => {
  const files = new CountedFiles();
  const going = Promise.withResolvers<void>();
  files.hold = going.promise;
  const digests = files.digests();
  const done: number[] = [];
  const waits: AwaitedDigest[] = [];
  const ends = [100, 90, 80, 10, 30, 20].map((size) => {
    const wait = digests.wait(`${size}`, files.opened("1", 0, size));
    waits.push(wait);
    return wait.sha256.then(() => done.push(size));
  });
  going.resolve();
  await Promise.all(ends);
  assertLessOrEqual(files.mostReading, 2);
  assertEquals(done, [100, 90, 10, 20, 30, 80]);
});

pure("Digests end a hash that nobody waits for any more, and keep nothing of it", async () => {
  const files = new CountedFiles();
  const going = Promise.withResolvers<void>();
  files.hold = going.promise;
  const digests = files.digests();
  const first = Array.from({ length: 1_000 }, (_, i) => digests.wait(`${i}`, files.opened("1")));
  const twice = digests.wait("0", files.opened("1"));
  const ends = first.map(({ sha256 }) => sha256.catch((error) => error.message));
  for (const digest of first) digest[Symbol.dispose]();
  first[0]![Symbol.dispose]();
  assertEquals(digests.running, 1, "one is waited for twice");
  going.resolve();
  assertEquals(await ends[0], SHA256);
  assertEquals(await ends[999], "Nobody waits for the digest any more");
  assertEquals([digests.running, files.reading], [0, 0]);
  assertLessOrEqual(files.reads, 2);
  twice[Symbol.dispose]();
  await digests.close();
});

pure("Digests close without waiting for a disk that does not answer", async () => {
  const open = () => new Promise<never>(() => {});
  const digests = new Digests({ open, now: () => 0, wallNow: () => 0 });
  const digest = digests.wait("a", new CountedFiles().opened("1"));
  const end = assertRejects(() => digest.sha256, Error, "Nobody waits");
  await Promise.all([digests.close(), end]);
  assertEquals(digests.running, 0);
});
