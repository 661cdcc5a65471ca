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

testWith(NEEDS, "a silent client counts at the door until it is gone", async () => {
  await using temp = await TempFolder.make();
  const identity = await keptIdentity(temp.path, Date.UTC(2026, 10, 21));
  let beat = (_ms: number) => {};
  const events: string[] = [];
  await using server = ChatServer.listen({
    ...{ port: 0, hostname: HOST, identity, folder: new MemoryFolder() },
    limits: { maxClients: 1, helloMs: 1_000 },
    ticker: (tick) => (beat = tick, () => {}),
    log: (event) => {
      events.push(event.type);
      waiting.resolve();
    },
  });
  let waiting = Promise.withResolvers<void>();
  const until = async (type: string) => {
    while (!events.includes(type)) {
      await waiting.promise;
      waiting = Promise.withResolvers();
    }
  };
  const connect = () => Deno.connect({ hostname: HOST, port: server.port });
  const silent = await connect();
  await until("connection");
  beat(2_000);
  await until("ended");
  const second = await connect();
  await until("refused");
  silent.close();
  second.close();
});
