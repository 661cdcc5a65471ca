import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ForeignDoor } from "../../server/doors/foreign/foreign_door.ts";
import { Metrics } from "../../server/observability/metrics.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { pure } from "../helpers/pure.ts";

const LINE = "This is a chat server. Join it with: chat connect YOUR_NAME HOST PORT\r\n";
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Each: who it is, what it begins with, how the answer begins. */
const GUESTS: readonly [string, Uint8Array, string][] = [
  ["a browser", bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "HTTP/1.1 400 "],
  ["an upload", bytes("POST /upload HTTP/1.1\r\n"), "HTTP/1.1 400 "],
  ["HTTP/2", bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "HTTP/1.1 400 "],
  ["TLS", Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3), LINE],
  ["SSH", bytes("SSH-2.0-OpenSSH_9.9\r\n"), LINE],
  ["somebody at telnet", bytes("hello\r\n"), LINE],
  ["one that shouts", bytes("GETTING ON?\r\n"), LINE],
  ["one byte", Uint8Array.of(0xff), LINE],
];

for (const [who, first, answer] of GUESTS) {
  Deno.test(`the server answers ${who}, logs it once, and closes`, async () => {
    await using server = startServer({ web: false });
    using guest = await RawClient.connect(server.port);
    await guest.write(first);
    const received = text(await guest.rest());
    assertEquals(received.startsWith(answer), true, received);
    guest[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
    const ended = server.events.filter(({ type }) => type === "ended" || type === "fault");
    assertEquals(ended.length, 1);
    assertStringIncludes(JSON.stringify(ended), "not a chat client");
    assertEquals(server.metrics.refusals, new Map([["foreign", 1]]));
  });
}

Deno.test("an HTTP request that comes byte by byte gets its page", async () => {
  await using server = startServer({ web: false });
  using guest = await RawClient.connect(server.port);
  for (const byte of bytes("GET ")) await guest.write(Uint8Array.of(byte));
  const [head, body] = text(await guest.rest()).split("\r\n\r\n");
  assertMatch(head!, /^HTTP\/1\.1 400 Bad Request\r\n/);
  assertEquals(/Content-Length: (\d+)/.exec(head!)![1], `${LINE.length}`);
  assertEquals(body, LINE);
});

pure("ForeignDoor waits for an HTTP method, not for more", () => {
  const door = new ForeignDoor(new Metrics());
  for (const few of ["G", "GET", "OPTIONS"]) assertEquals(door.recognises(bytes(few)), "more", few);
  for (const enough of ["GET ", "g", "OPTIONSX", "A1", "\r\n"]) {
    assertEquals(door.recognises(bytes(enough)), "yes", enough);
  }
});

Deno.test("the log quotes at most 16 bytes of what a foreign client began with", async () => {
  await using server = startServer({ web: false });
  using guest = await RawClient.connect(server.port);
  await guest.write(bytes("GET /a/very/long/path HTTP/1.1\r\n\r\n"));
  await guest.rest();
  guest[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  const reason = 'not a chat client, it began with "GET /a/very/long"';
  assertEquals(server.events.some((event) => "reason" in event && event.reason === reason), true);
});
