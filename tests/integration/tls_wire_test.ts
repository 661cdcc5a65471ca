/** An encrypted wire: bytes both ways, and when its descriptor is the system's again. */
import { assertEquals, assertRejects } from "@std/assert";
import { encryptPinned } from "../../client/net/tls/handshake.ts";
import { fromPem } from "../../protocol/tls/pem.ts";
import { ChatServer } from "../../server/chat_server.ts";
import { keptIdentity } from "../../server/net/tls/identity_file.ts";
import { listenTls } from "../../server/net/tls/tls_listener.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { testWith } from "../helpers/needs.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { Watch } from "../helpers/watch.ts";

const HOST = "127.0.0.1";
const NEEDS = ["read", "write"] as const;

async function listening() {
  await using temp = await TempFolder.make();
  const identity = await keptIdentity(temp.path, Date.UTC(2026, 10, 21));
  const listener = listenTls({ port: 0, hostname: HOST, identity });
  const connect = () => Deno.connect({ hostname: HOST, port: listener.address.port });
  const certificates = fromPem("CERTIFICATE", identity.cert);
  return { identity, listener, connect, certificates };
}

/** Whether a promise is still open after everything that is due has been done. */
async function isOpen(promise: Promise<void>): Promise<boolean> {
  const later = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 50));
  return await Promise.race([promise.then(() => false), later]);
}

testWith(NEEDS, "TlsWire carries bytes, and is gone as soon as it is closed", async () => {
  const { listener, connect, certificates } = await listening();
  const [wire, conn] = await Promise.all([
    listener.accept(),
    connect().then((plain) => encryptPinned(plain, certificates)),
  ]);
  await conn.write(Uint8Array.of(1, 2, 3));
  const buffer = new Uint8Array(8);
  assertEquals(await wire.read(buffer), 3);
  assertEquals(await wire.write(buffer.subarray(0, 3)), 3);
  assertEquals(await conn.read(buffer), 3);
  wire.close();
  await wire.gone;
  await assertRejects(() => wire.read(buffer), Deno.errors.Interrupted);
  await assertRejects(() => wire.write(buffer), Deno.errors.Interrupted);
  conn.close();
  listener.close();
});

testWith(NEEDS, "a wire that is closed in mid-handshake is gone when its client is", async () => {
  const { listener, connect } = await listening();
  const [wire, conn] = await Promise.all([listener.accept(), connect()]);
  const reading = assertRejects(() => wire.read(new Uint8Array(8)), Deno.errors.Interrupted);
  wire.close();
  await reading;
  assertEquals(await isOpen(wire.gone!), true);
  conn.close();
  await wire.gone;
  listener.close();
});

testWith(NEEDS, "a wire whose client takes nothing is gone when the client is", async () => {
  const { listener, connect, certificates } = await listening();
  const [wire, conn] = await Promise.all([
    listener.accept(),
    connect().then((plain) => encryptPinned(plain, certificates)),
  ]);
  let stalled: Promise<unknown> = Promise.resolve();
  for (let isStalled = false; !isStalled;) {
    const written = wire.write(new Uint8Array(1_048_576));
    stalled = assertRejects(() => written);
    stalled.catch(() => {});
    isStalled = await isOpen(written.then(() => {}));
  }
  wire.close();
  await assertRejects(() => wire.write(new Uint8Array(1)), Deno.errors.Interrupted);
  assertEquals(await isOpen(wire.gone!), true);
  conn.close();
  await Promise.all([stalled, wire.gone]);
  listener.close();
});

const STALLED = 40;

testWith(
  NEEDS,
  "stalled clients count at the door, and hold descriptors, until they are gone",
  async () => {
    await using temp = await TempFolder.make();
    const identity = await keptIdentity(temp.path, Date.UTC(2026, 10, 21));
    let beat = (_ms: number) => {};
    const watch = new Watch();
    const counts = { connection: 0, ended: 0, refused: 0 };
    await using server = ChatServer.listen({
      ...{ port: 0, hostname: HOST, identity, folder: new MemoryFolder() },
      limits: { maxClients: STALLED, helloMs: 1_000 },
      ticker: (tick) => (beat = tick, () => {}),
      log: ({ type }) => {
        if (type in counts) counts[type as keyof typeof counts]++;
        watch.changed();
      },
    });
    const until = (type: keyof typeof counts, count: number) =>
      watch.until(() => counts[type] >= count || undefined, () => JSON.stringify(counts));
    const connect = () => Deno.connect({ hostname: HOST, port: server.port });
    const before = descriptors();
    // Nobody is to be kept from the last places: these are from one address.
    const stalled = await Promise.all(Array.from({ length: STALLED * 0.9 }, connect));
    await until("connection", stalled.length);
    beat(2_000);
    await until("ended", stalled.length);
    assertEquals(descriptors() - before, 2 * stalled.length, "both ends of each");
    const refused = await connect();
    await until("refused", 1);
    for (const each of [refused, ...stalled]) each.close();
    const look = setInterval(() => watch.changed(), 10); // Nothing tells of descriptors.
    await watch.until(
      () => descriptors() === before || undefined,
      () => `${descriptors() - before} descriptors are left`,
    ).finally(() => clearInterval(look));
    const welcome = await encryptPinned(await connect(), fromPem("CERTIFICATE", identity.cert));
    await until("connection", stalled.length + 1);
    welcome.close();
  },
);

/** How many descriptors this process has; always the same where that cannot be seen. */
function descriptors(): number {
  return Deno.build.os === "linux" ? Array.from(Deno.readDirSync("/proc/self/fd")).length : 0;
}
