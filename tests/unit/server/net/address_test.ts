import { assertEquals } from "@std/assert";
import { formatAddress } from "../../../../server/net/address.ts";
import { pure } from "../../../helpers/pure.ts";

const CASES: readonly (readonly [hostname: string, written: string])[] = [
  ["127.0.0.1", "127.0.0.1:5555"],
  ["::1", "[::1]:5555"],
  ["::", "[::]:5555"],
  ["::ffff:192.0.2.7", "192.0.2.7:5555"],
  ["::ffff:c000:207", "[::ffff:c000:207]:5555"],
];

pure("formatAddress() brackets IPv6, and writes mapped IPv4 as IPv4", () => {
  for (const [hostname, written] of CASES) {
    assertEquals(formatAddress({ hostname, port: 5555 }), written);
  }
});
