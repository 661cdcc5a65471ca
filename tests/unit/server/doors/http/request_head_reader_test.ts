/** Heads of HTTP requests: split anywhere, malformed, too long. */
import { assertEquals, assertThrows } from "@std/assert";
import { HttpError } from "../../../../../server/doors/http/http_error.ts";
import {
  parseRequestHead,
  type RequestHead,
  wantsKeepAlive,
} from "../../../../../server/doors/http/request_head.ts";
import {
  MAX_REQUEST_HEAD_BYTES,
  RequestHeadReader,
} from "../../../../../server/doors/http/request_head_reader.ts";
import { pure } from "../../../../helpers/pure.ts";

const GET = "GET /a%20b?c=d HTTP/1.1\r\nHost: localhost:5555\r\nX-A:  1 \r\nx-a: 2\r\n\r\n";

const HEADS: readonly [string, Partial<RequestHead>, Record<string, string>][] = [
  [GET, { method: "GET", path: "/a%20b", query: "c=d" }, { host: "localhost:5555", "x-a": "1, 2" }],
  ["\r\nHEAD / HTTP/1.0\r\nhost:[::1]\r\n\r\n", { method: "HEAD", isHttp11: false }, {
    host: "[::1]",
  }],
  ["GET http://chat.local:80/x HTTP/1.1\r\nHost: other\r\n\r\n", { path: "/x" }, {
    host: "chat.local:80",
  }],
  ["GET http://chat.local HTTP/1.1\r\n\r\n", { path: "/" }, { host: "chat.local" }],
  ["OPTIONS * HTTP/1.1\r\nHost: a\r\nEmpty:\r\n\r\n", { path: "*" }, { host: "a", empty: "" }],
];

pure("RequestHeadReader reads a head whole, byte by byte, and with another behind it", () => {
  for (const [sent, expected, fields] of HEADS) {
    const whole = new RequestHeadReader();
    check(whole.push(bytes(sent + GET)), expected, fields);
    check(whole.push(new Uint8Array(0)), HEADS[0]![1], HEADS[0]![2]);
    assertEquals(whole.pendingBytes, 0);

    const reader = new RequestHeadReader();
    const heads = Array.from(bytes(sent), (byte) => reader.push(Uint8Array.of(byte)));
    check(heads.pop(), expected, fields);
    assertEquals(heads.some(Boolean), false);
  }
});

pure("RequestHeadReader hands over what follows a head", () => {
  const reader = new RequestHeadReader();
  reader.push(bytes(`${GET}\x81\x80`));
  assertEquals(
    new TextDecoder().decode(reader.takeRest()),
    new TextDecoder().decode(bytes("\x81\x80")),
  );
  assertEquals(reader.pendingBytes, 0);
});

const MALFORMED: readonly string[] = [
  "GET /\r\n\r\n",
  "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
  "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET \xe9 HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.1\nHost: a\n\n",
  "GET / HTTP/1.1\r\nHost: a\n\r\n",
  "GET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
];

pure("RequestHeadReader refuses a malformed head with 400, whole and byte by byte", () => {
  for (const sent of MALFORMED) {
    for (const chunks of [[bytes(sent)], Array.from(bytes(sent), (byte) => Uint8Array.of(byte))]) {
      const reader = new RequestHeadReader();
      const error = assertThrows(
        () => chunks.forEach((chunk) => reader.push(chunk)),
        HttpError,
        "Malformed request",
        sent,
      );
      assertEquals(error.status, 400, sent);
    }
  }
});

pure("RequestHeadReader takes a head of 8 KiB and refuses a longer one with 431", () => {
  const begin = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const fits = `${begin}${"x".repeat(MAX_REQUEST_HEAD_BYTES - begin.length - 4)}\r\n\r\n`;
  assertEquals(fits.length, MAX_REQUEST_HEAD_BYTES);
  assertEquals(new RequestHeadReader().push(bytes(fits))?.method, "GET");
  const tooLong = bytes(fits.replace("X: ", "X: x"));
  const error = assertThrows(() => new RequestHeadReader().push(tooLong), HttpError);
  assertEquals(error.status, 431);
  assertEquals(new RequestHeadReader().push(tooLong.subarray(0, 8_192)), undefined);
});

pure("wantsKeepAlive() tells who closes after one answer", () => {
  const ask = (line: string, ...fields: string[]) =>
    wantsKeepAlive(parseRequestHead([line, "Host: a", ...fields]));
  assertEquals(ask("GET / HTTP/1.1"), true);
  assertEquals(ask("GET / HTTP/1.1", "Connection: Close"), false);
  assertEquals(ask("GET / HTTP/1.1", "Connection: foo, close"), false);
  assertEquals(ask("GET / HTTP/1.0"), false);
});

function check(
  head: RequestHead | undefined,
  expected: Partial<RequestHead>,
  fields: Record<string, string>,
): void {
  assertEquals({ ...head, ...expected }, { ...head }, "what is expected is there");
  assertEquals(Object.fromEntries(head!.headers), fields);
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
