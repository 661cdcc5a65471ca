import { assertEquals, assertThrows } from "@std/assert";
import { readJoinOperands, readServer } from "../../../../client/commands/operands.ts";
import {
  invitations,
  type LocalAddress,
  pageAddress,
} from "../../../../server/commands/invitation.ts";
import { pure } from "../../../helpers/pure.ts";

pure("readJoinOperands() takes a name, a server in one word or two, or both", () => {
  const at = (host: string, port: number) => ({ target: { host, port } });
  const cases: [string, object][] = [
    ["alice", { username: "alice", ...at("localhost", 5555) }],
    ["alice example.org", { username: "alice", ...at("example.org", 5555) }],
    ["erin 127.0.0.1", { username: "erin", ...at("127.0.0.1", 5555) }],
    ["alice@localhost", { username: "alice", ...at("localhost", 5555) }],
    ["alice@localhost:5000", { username: "alice", ...at("localhost", 5000) }],
    ["alice@localhost 5000", { username: "alice", ...at("localhost", 5000) }],
    ["@bob localhost 5000", { username: "@bob", ...at("localhost", 5000) }],
    ["alice@[::1]:5000", { username: "alice", ...at("::1", 5000) }],
    ["localhost 5000", at("localhost", 5000)],
    ["localhost:5000", at("localhost", 5000)],
    ["[::1]:5000", at("::1", 5000)],
    ["alice example.org 5000", { username: "alice", ...at("example.org", 5000) }],
    ["alice example.org:5000", { username: "alice", ...at("example.org", 5000) }],
    ["alice ::1 5000", { username: "alice", ...at("::1", 5000) }],
    ["alice [::1]:65535", { username: "alice", ...at("::1", 65535) }],
  ];
  for (const [typed, expected] of cases) {
    assertEquals({ ...readJoinOperands(typed.split(" ")) }, expected as never, typed);
  }
});

pure("operands that are none are refused, with what was received", () => {
  const cases: [string[], string][] = [
    [[], "connect needs a username, or a host and a port"],
    [["a", "b", "1", "d"], "connect takes no fourth operand, received d"],
    [["host", "0"], "PORT must be 1 to 65535, received 0"],
    [["host", "65536"], "PORT must be 1 to 65535, received 65536"],
    [["host:70000"], "PORT must be 1 to 65535, received 70000"],
    [["alice", "host", "x"], "PORT must be 1 to 65535, received x"],
    [["alice@host", "1", "x"], "connect takes no more, received x"],
    [["a", "", "1"], "HOST must not be empty"],
    [
      ["alice@"],
      "USERNAME@HOST needs a username before the @ and a host after it, received alice@",
    ],
    [["@localhost", "5000"], "USERNAME@HOST needs a username before the @"],
  ];
  for (const [operands, message] of cases) {
    assertThrows(() => readJoinOperands(operands), SyntaxError, message);
  }
  assertThrows(() => readServer(["host"], "who"), SyntaxError, "who needs a host and a port");
  assertEquals(readServer(["h:1", "a", "b"], "send").rest, ["a", "b"]);
  assertEquals(readServer(["h", "1", "a", "b"], "send").rest, ["a", "b"]);
});

pure("invitations() name the addresses that others can reach", () => {
  const local: LocalAddress[] = [
    { family: "IPv6", address: "2001:db8::7" },
    { family: "IPv4", address: "127.0.0.1" },
    { family: "IPv6", address: "::1" },
    { family: "IPv6", address: "fe80::1" },
    { family: "IPv4", address: "169.254.3.4" },
    { family: "IPv4", address: "192.168.1.7" },
  ];
  const hosts = (hostname: string, addresses = local) =>
    invitations({ hostname, port: 5555 }, addresses).map((line) =>
      /^chat connect NAME (\S+) 5555$/.exec(line)![1]!
    );
  assertEquals(hosts("0.0.0.0"), ["192.168.1.7"]);
  assertEquals(hosts("::"), ["192.168.1.7", "2001:db8::7"]);
  assertEquals(hosts("192.168.1.7"), ["192.168.1.7"]);
  assertEquals(hosts("127.0.0.1"), ["localhost"]);
  assertEquals(hosts("0.0.0.0", []), ["localhost"]);
});

pure("pageAddress() is the address that others most likely reach", () => {
  const local: LocalAddress[] = [
    { family: "IPv6", address: "2001:db8::7" },
    { family: "IPv4", address: "192.168.1.7" },
  ];
  const of = (hostname: string, addresses = local) =>
    pageAddress({ hostname, port: 80 }, addresses);
  assertEquals(of("0.0.0.0"), "http://192.168.1.7:80");
  assertEquals(of("::", local.slice(0, 1)), "http://[2001:db8::7]:80");
  assertEquals(of("127.0.0.1"), "http://localhost:80");
});
