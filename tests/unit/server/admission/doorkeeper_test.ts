import { assertEquals } from "@std/assert";
import { Doorkeeper } from "../../../../server/admission/doorkeeper.ts";
import { DEFAULT_LIMITS } from "../../../../server/admission/limits.ts";
import { originOf } from "../../../../server/admission/origin.ts";
import { pure } from "../../../helpers/pure.ts";

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
    isForRoom: true,
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

const ORIGINS: readonly (readonly [address: string, origin: string])[] = [
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
  ["2001:db8:1:3::1", "2001:db8:1:3::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8::4:5:6:7:8", "2001:db8:0:4::/64"],
  ["2001::3:4:5:6:7:8", "2001:0:3:4::/64"],
  ["2001:db8:1:2:3:4:5::", "2001:db8:1:2::/64"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["fe80::1", "fe80::/10"],
  ["fe80::1%eth0", "fe80::/10%eth0"],
  ["febf::2%3", "fe80::/10%3"],
  ["fec0::2", "fec0:0:0:0::/64"],
];

pure("originOf() tells IPv4 hosts, IPv6 networks and interfaces apart", () => {
  for (const [address, origin] of ORIGINS) assertEquals(originOf(address), origin, address);
});

pure("Doorkeeper counts an IPv6 network as one address, until one leaves", () => {
  const doorkeeper = new Doorkeeper(SMALL);
  const [a, b, c] = ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3"];
  assertEquals(admitted(doorkeeper, a, b, c), [true, true, false]);
  assertEquals(doorkeeper.admit(c), {
    code: "too-many",
    message: "Too many connections: the server takes at most 2 from 2001:db8:0:0::/64",
    isForRoom: false,
  });
  doorkeeper.leave(a);
  assertEquals(admitted(doorkeeper, c, b, "2001:db8:0:1::1"), [true, false, true]);
});

pure("Doorkeeper counts one host as one, whether it comes by IPv4 or over IPv6", () => {
  const doorkeeper = new Doorkeeper(SMALL);
  const addresses = ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"];
  assertEquals(admitted(doorkeeper, ...addresses), [true, true, false, true]);
});

pure("Doorkeeper counts all of one interface as one", () => {
  const doorkeeper = new Doorkeeper(SMALL);
  const addresses = ["fe80::1%eth0", "fe80::2%eth0", "febf::3%eth0", "fe80::1%eth1", "fe80::4"];
  assertEquals(admitted(doorkeeper, ...addresses), [true, true, false, true, true]);
});

pure("Doorkeeper keeps a tenth of its places for origins that have none", () => {
  const doorkeeper = new Doorkeeper({ ...SMALL, maxClients: 20, maxPerAddress: 64 });
  const crowd = Array.from({ length: 20 }, () => "192.0.2.1");
  assertEquals(admitted(doorkeeper, ...crowd).filter(Boolean).length, 18);
  assertEquals(admitted(doorkeeper, "192.0.2.2", "192.0.2.2"), [true, false]);
  assertEquals(admitted(doorkeeper, "192.0.2.3", "192.0.2.4"), [true, false]);
  assertEquals(doorkeeper.admit("192.0.2.1")?.isForRoom, true);
});

pure("Doorkeeper takes no more than it is told later", () => {
  const doorkeeper = new Doorkeeper({ ...SMALL, maxPerAddress: 0 });
  doorkeeper.limitTo(1);
  doorkeeper.limitTo(3);
  assertEquals(admitted(doorkeeper, "192.0.2.1", "192.0.2.2"), [true, false]);
});
