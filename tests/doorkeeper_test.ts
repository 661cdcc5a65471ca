import { assertEquals } from "@std/assert";
import { Doorkeeper } from "../server/connection/doorkeeper.ts";
import { DEFAULT_LIMITS } from "../server/connection/limits.ts";
import { pure } from "./helpers/pure.ts";

const SMALL = { ...DEFAULT_LIMITS, maxClients: 4, maxPerAddress: 2 };

function admitted(doorkeeper: Doorkeeper, ...addresses: string[]): boolean[] {
  return addresses.map((address) => doorkeeper.admit(address) === undefined);
}

pure("Doorkeeper keeps out the third from one address, until one leaves", () => {
  const doorkeeper = new Doorkeeper(SMALL);
  assertEquals(admitted(doorkeeper, "192.0.2.1", "192.0.2.1", "192.0.2.1"), [true, true, false]);
  assertEquals(admitted(doorkeeper, "192.0.2.2"), [true]);
  doorkeeper.leave("192.0.2.1");
  assertEquals(admitted(doorkeeper, "192.0.2.1", "192.0.2.1"), [true, false]);
});

pure("Doorkeeper keeps out the fifth from anywhere, and says why", () => {
  const doorkeeper = new Doorkeeper(SMALL);
  admitted(doorkeeper, "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4");
  assertEquals(doorkeeper.admit("127.0.0.1"), {
    code: "too-many",
    message: "Too many connections: the server takes at most 4",
  });
  doorkeeper.leave("192.0.2.3");
  assertEquals(admitted(doorkeeper, "127.0.0.1", "192.0.2.5"), [true, false]);
});

for (const address of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
  pure(`Doorkeeper lets in any number from ${address}`, () => {
    assertEquals(admitted(new Doorkeeper(SMALL), address, address, address), [true, true, true]);
  });
}

pure("Doorkeeper limits no address if told 0", () => {
  const doorkeeper = new Doorkeeper({ ...SMALL, maxPerAddress: 0 });
  assertEquals(admitted(doorkeeper, "192.0.2.1", "192.0.2.1", "192.0.2.1"), [true, true, true]);
});
