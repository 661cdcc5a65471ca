/** Which names a browser may call the server by, and from where. */
import { assertEquals } from "@std/assert";
import { isAllowedHost, isOwnOrigin } from "../../../../../server/doors/http/host_rules.ts";
import { pure } from "../../../../helpers/pure.ts";

const ALLOWED = [
  "localhost",
  "localhost:5555",
  "LOCALHOST",
  "127.0.0.1:5555",
  "192.168.1.7",
  "[::1]:5555",
  "[fe80::1]",
  "den",
  "my-pc:80",
  "printer.local",
  "a.b.home.arpa:5555",
  "x.internal.",
  "Chat.Example.ORG:5555",
];

const REFUSED = [
  "",
  ":5555",
  "evil.example",
  "evil.example:5555",
  "local.evil.example",
  "127.0.0.1.evil.example",
  "other.example.org",
  "xlocal.com",
  ".local",
  "a..local",
  "user@localhost",
  "localhost:5555:5555",
  "localhost:x",
  "[::1",
  "a b",
  "a,b",
];

pure("isAllowedHost() takes addresses, local names, and those of the operator", () => {
  for (const host of ALLOWED) assertEquals(isAllowedHost(host, ["chat.example.org"]), true, host);
});

pure("isAllowedHost() refuses what anybody's name server can point here", () => {
  for (const host of REFUSED) assertEquals(isAllowedHost(host, ["chat.example.org"]), false, host);
});

const ORIGINS: readonly [string | undefined, string, boolean][] = [
  [undefined, "localhost:5555", true],
  ["http://localhost:5555", "localhost:5555", true],
  ["http://LOCALHOST:5555", "localhost:5555", true],
  ["https://chat.example.org", "chat.example.org", true],
  ["http://localhost", "localhost:5555", false],
  ["http://localhost:5556", "localhost:5555", false],
  ["http://evil.example", "localhost:5555", false],
  ["null", "localhost:5555", false],
  ["null", "null", false],
  ["", "", false],
  ["file://", "localhost:5555", false],
  ["localhost:5555", "localhost:5555", false],
];

pure("isOwnOrigin() takes pages of this server, and what is no page", () => {
  for (const [origin, host, own] of ORIGINS) assertEquals(isOwnOrigin(origin, host), own, origin);
});
