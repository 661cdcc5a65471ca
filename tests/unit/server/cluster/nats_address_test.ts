import { assertEquals, assertThrows } from "@std/assert";
import { readNatsAddress } from "../../../../server/cluster/nats_address.ts";
import { pure } from "../../../helpers/pure.ts";

const RIGHT: readonly [string, object][] = [
  ["nats://localhost:4222", {
    room: "room",
    label: "localhost:4222",
    options: { servers: "localhost:4222" },
  }],
  ["nats://10.0.0.1/lobby", {
    room: "lobby",
    label: "10.0.0.1:4222",
    options: { servers: "10.0.0.1:4222" },
  }],
  ["tls://ann:s%40t@[::1]:5000", {
    room: "room",
    label: "[::1]:5000",
    options: { servers: "[::1]:5000", user: "ann", pass: "s@t", tls: {} },
  }],
  ["nats://token@host", {
    room: "room",
    label: "host:4222",
    options: { servers: "host:4222", token: "token" },
  }],
];

pure("readNatsAddress() reads host, port, room, login and encryption", () => {
  for (const [text, expected] of RIGHT) {
    assertEquals(readNatsAddress(text) as object, expected, text);
  }
});

pure("readNatsAddress() refuses what is no address of NATS, and shows no password", () => {
  for (const text of ["localhost:4222", "http://host", "nats://", ""]) {
    assertThrows(() => readNatsAddress(text), SyntaxError, "--cluster must be nats://HOST:PORT");
  }
  assertThrows(() => readNatsAddress("nats://h/a.b"), SyntaxError, "a room has letters");
  const error = assertThrows(() => readNatsAddress("http://ann:secret@h"), SyntaxError);
  assertEquals(error.message.includes("secret"), false);
});
