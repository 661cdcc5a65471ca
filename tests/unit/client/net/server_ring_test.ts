import { assertEquals } from "@std/assert";
import { ServerRing } from "../../../../client/net/server_ring.ts";
import type { ServerWire } from "../../../../client/net/server_wire.ts";
import { pure } from "../../../helpers/pure.ts";

const at = (port: number) => ({ host: "h", port });

/** A ring that connects to nothing, encrypted or not. */
function ring(ports: readonly number[], fingerprint?: string) {
  return new ServerRing({
    targets: ports.map(at),
    dialerOf: () => ({ dial: () => Promise.resolve({ fingerprint } as ServerWire) }),
  });
}

pure("ServerRing stays with its only server", () => {
  const one = ring([1]);
  assertEquals([one.turn(), one.current], [false, at(1)]);
});

pure("ServerRing.turn() tries each server once before it says that none is fresh", () => {
  const three = ring([1, 2, 3]);
  assertEquals([three.turn(), three.current.port], [true, 2]);
  assertEquals([three.turn(), three.current.port], [true, 3]);
  assertEquals([three.turn(), three.current.port], [false, 1]);
  three.greeted();
  assertEquals([three.turn(), three.current.port], [true, 2]);
});

pure("ServerRing learns of other servers, but not from an encrypted one", async () => {
  const plain = ring([1]);
  await plain.dial();
  plain.greeted(["h:2", "nonsense", "h:1"]);
  assertEquals([plain.turn(), plain.current.port], [true, 2]);
  const encrypted = ring([1], "aa:bb");
  await encrypted.dial();
  encrypted.greeted(["h:2"]);
  assertEquals([encrypted.turn(), encrypted.current.port], [false, 1]);
});
