import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { answerTo, ForeignGuestError, isUndecided } from "../../server/connection/foreign_guest.ts";
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
  ["an IRC client", bytes("NICK alice\r\nUSER alice 0 * :x\r\n"), LINE],
  ["SSH", bytes("SSH-2.0-OpenSSH_9.9\r\n"), LINE],
  ["somebody at telnet", bytes("hello\r\n"), LINE],
  ["one that shouts", bytes("GETTING ON?\r\n"), LINE],
  ["one byte", Uint8Array.of(0xff), LINE],
];

for (const [who, first, answer] of GUESTS) {
  pure(`answerTo() suits ${who}`, () => {
    assertEquals(text(answerTo(first)).startsWith(answer), true);
  });

  Deno.test(`the server answers ${who}, logs it once, and closes`, async () => {
    await using server = startServer();
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
  await using server = startServer();
  using guest = await RawClient.connect(server.port);
  for (const byte of bytes("GET ")) await guest.write(Uint8Array.of(byte));
  const [head, body] = text(await guest.rest()).split("\r\n\r\n");
  assertMatch(head!, /^HTTP\/1\.1 400 Bad Request\r\n/);
  assertEquals(/Content-Length: (\d+)/.exec(head!)![1], `${LINE.length}`);
  assertEquals(body, LINE);
});

pure("isUndecided() waits for a method, not for more", () => {
  for (const few of ["G", "GET", "OPTIONS"]) assertEquals(isUndecided(bytes(few)), true, few);
  for (const enough of ["GET ", "g", "OPTIONSX", "A1", "\r\n"]) {
    assertEquals(isUndecided(bytes(enough)), false, enough);
  }
});

pure("ForeignGuestError quotes at most 16 bytes", () => {
  assertEquals(
    new ForeignGuestError(bytes("GET /a/very/long/path HTTP/1.1")).message,
    'not a chat client, it began with "GET /a/very/long"',
  );
});
