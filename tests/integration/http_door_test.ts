/** The browser's door over real connections: what each request is answered with. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exchange, parseResponse, sendRaw } from "../helpers/http_exchange.ts";
import { ManualTicker } from "../helpers/manual_ticker.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { until, webFolder } from "../helpers/web_files.ts";
import { WebClient } from "../helpers/web_client.ts";

const UTF8 = new TextEncoder();
Deno.test("the page comes with one document and all that it names, in 60 KB", async () => {
  await using server = startServer();
  const page = await exchange(server.port, "/");
  assertEquals([page.status, page.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
  assertStringIncludes(page.text, "<style>");
  let total = page.body.length;
  const names = page.text.matchAll(/(?:href|src)="(\/page\/[^"]+)"/g);
  for (const path of new Set(Array.from(names, ([, path]) => path!))) {
    const { status, headers, body } = await exchange(server.port, path);
    assertEquals(status, 200, path);
    assertMatch(
      headers.get("content-type")!,
      /^(text\/javascript; charset=utf-8|image\/svg\+xml)$/,
    );
    total += body.length;
  }
  assert(total <= 61_440, `${total} bytes`);
  assert(total > 40_000, `${total} bytes`);
});

Deno.test("every module that the page imports is named by the document", async () => {
  await using server = startServer();
  const { text } = await exchange(server.port, "/");
  const main = await exchange(server.port, "/page/main.js");
  for (const [, name] of main.text.matchAll(/from "\.\/([^"]+)"/g)) {
    assertStringIncludes(text, `href="/page/${name}"`);
  }
});

Deno.test("a response tells a browser what not to do", async () => {
  await using server = startServer({ folder: webFolder });
  for (const path of ["/", "/files/", "/files/a.txt", "/nothing"]) {
    const { headers } = await exchange(server.port, path);
    const policy = headers.get("content-security-policy")!;
    assertMatch(
      policy,
      /^default-src 'none'; script-src 'self'; style-src 'self'( 'sha256-[^']+')?; /,
    );
    assertStringIncludes(
      policy,
      "; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("cross-origin-resource-policy"), "same-origin");
    assertEquals(headers.get("referrer-policy"), "no-referrer");
  }
});

Deno.test("a page that a browser has is not sent again, nor uncompressed", async () => {
  await using server = startServer();
  const headers = { "Accept-Encoding": "br, gzip" };
  const first = await exchange(server.port, "/", { headers });
  assertEquals(first.headers.get("content-encoding"), "gzip");
  assert(first.body.length < 14_600 - 1_000, `${first.body.length} bytes: one round trip`);
  const text = await new Response(
    new Blob([first.body]).stream().pipeThrough(new DecompressionStream("gzip")),
  ).text();
  assertEquals(text, (await exchange(server.port, "/")).text);
  const etag = first.headers.get("etag")!;
  const again = await exchange(server.port, "/", {
    headers: { ...headers, "If-None-Match": etag },
  });
  assertEquals([again.status, again.body.length, again.headers.get("etag")], [304, 0, etag]);
  const plain = await exchange(server.port, "/", { headers: { "If-None-Match": etag } });
  assertEquals(plain.status, 200, "another coding is another entity");
});

/** Each: what is asked, with which method and fields, and the status of the answer. */
const STATUSES: readonly [string, string, Record<string, string>, number][] = [
  ["POST", "/", { "Content-Length": "4" }, 405],
  ["PUT", "/files/a.txt", {}, 405],
  ["OPTIONS", "*", {}, 405],
  ["GET", "/", { "Content-Length": "4" }, 400],
  ["GET", "/", { "Transfer-Encoding": "chunked" }, 400],
  ["GET", "/files/%zz", {}, 400],
  ["GET", "/nothing", {}, 404],
  ["GET", "/files/none", {}, 404],
  ["GET", "/files/../a.txt", {}, 404],
  ["GET", "/files/.hidden", {}, 404],
  ["GET", "/page/", {}, 404],
  ["GET", "/page/../../../deno.json", {}, 404],
  ["GET", "/metrics", {}, 404],
  ["GET", "/", { Host: "evil.example" }, 403],
  ["GET", "/files/a.txt", { Host: "evil.example" }, 403],
  ["GET", "/", { Origin: "http://evil.example" }, 403],
  ["GET", "/", { Origin: "null" }, 403],
  ["GET", "/", { Host: "chat.local", Origin: "http://chat.local" }, 200],
  ["GET", "/", { Host: "room.example.org" }, 200],
  ["GET", "/ws", {}, 426],
  ["GET", "/files", {}, 308],
  ["HEAD", "/", {}, 200],
];

Deno.test("each request has its status", async () => {
  await using server = startServer({ folder: webFolder, web: { hosts: ["room.example.org"] } });
  for (const [method, path, headers, status] of STATUSES) {
    const response = await exchange(server.port, path, { method, headers });
    assertEquals(response.status, status, `${method} ${path} ${JSON.stringify(headers)}`);
    if (method === "HEAD") assertEquals(response.text, "");
    else assertEquals(response.headers.get("content-length"), `${response.body.length}`);
    if (status === 405) assertEquals(response.headers.get("allow"), "GET, HEAD");
  }
});

Deno.test("a foreign page opens no web socket", async () => {
  await using server = startServer();
  const upgrade = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const ask = (headers: Record<string, string>) =>
    exchange(server.port, "/ws", { headers: { ...upgrade, ...headers } });
  // These keep the connection open: HTTP/1.0 in place of that is told by its status alone.
  for (const headers of [{ Origin: "http://evil.example" }, { Host: "evil.example" }]) {
    using client = await RawClient.connect(server.port);
    const fields = Object.entries({ Host: "localhost", ...upgrade, ...headers });
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    await client.write(UTF8.encode(`GET /ws HTTP/1.1\r\n${lines}\r\n`));
    assertMatch(new TextDecoder().decode(await client.some()), /^HTTP\/1\.1 403 /);
  }
  assertEquals(
    (await ask({ "Sec-WebSocket-Key": "short", Connection: "close, Upgrade" })).status,
    400,
  );
  assertEquals(
    (await ask({ "Sec-WebSocket-Version": "8", Connection: "close, Upgrade" })).headers
      .get("sec-websocket-version"),
    "13",
  );
});

Deno.test("HTTP never becomes anything else: IRC lines in a body do nothing", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  const answer = parseResponse(
    await sendRaw(
      server.port,
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60\r\n\r\n" +
        "NICK mallory\r\nUSER m 0 * :m\r\nPRIVMSG #chat :hello\r\n",
    ),
  );
  assertEquals([answer.status, answer.headers.get("connection")], [405, "close"]);
  assertEquals(await alice.ok({ type: "who" }), { names: ["alice"] });
});

Deno.test("malformed and endless heads are refused", async () => {
  await using server = startServer();
  for (
    const [sent, status] of [
      ["GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\n\r\n", 400],
      ["GET / HTTP/1.1\nHost: a\n\n", 400],
      [`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(9_000)}\r\n\r\n`, 431],
      [`GET /${"x".repeat(9_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ] as const
  ) {
    const { status: answered, headers } = parseResponse(await sendRaw(server.port, sent));
    assertEquals([answered, headers.get("connection")], [status, "close"], sent.slice(0, 60));
  }
});

Deno.test("a connection answers one request after the other", async () => {
  await using server = startServer({ folder: webFolder });
  const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
  const all = get("/files/a.txt") + get("/nothing") + get("/files/a.txt", "Connection: close\r\n");
  const text = new TextDecoder().decode(await sendRaw(server.port, all));
  const statuses = text.match(/^HTTP\/1\.1 \d+|\nHTTP\/1\.1 \d+|HTTP\/1\.1 \d+ /gm);
  assertEquals(statuses?.map((line) => line.trim().slice(-3)), ["200", "404", "200"]);
  assertEquals(text.match(/Hello!/g)?.length, 2);
  assertEquals(text.match(/Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n/g)?.length, 2);
});

Deno.test("a connection without another request is closed when its time is over", async () => {
  await using server = startServer({ folder: webFolder, web: { keepAliveMs: 500 } });
  using client = await RawClient.connect(server.port);
  const began = performance.now();
  await client.write(UTF8.encode("GET /files/a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  assertStringIncludes(new TextDecoder().decode(await client.rest()), "Keep-Alive: timeout=1");
  const ms = performance.now() - began;
  assert(ms >= 490 && ms < 4_000, `${ms} ms`);
});

Deno.test("half a request is answered with 408 at its deadline", async () => {
  const { ticker, pass } = manual();
  await using server = startServer({ ticker });
  using client = await RawClient.connect(server.port);
  await client.write(UTF8.encode("GET / HTTP/1.1\r\nHost: local"));
  const rest = client.rest();
  await pass(server, 10_000);
  assertMatch(new TextDecoder().decode(await rest), /^HTTP\/1\.1 408 /);
});

Deno.test("a browser hears 503 where the server has no room for it", async () => {
  await using server = startServer({ limits: { maxClients: 1 } });
  using _alice = await RawClient.join(server.port, "alice");
  const { status, text } = await exchange(server.port, "/");
  assertEquals([status, text.length > 10], [503, true]);
});

Deno.test("--no-web leaves browsers with a plain sentence", async () => {
  await using server = startServer({ web: false });
  const { status, text } = await exchange(server.port, "/");
  assertEquals(status, 400);
  assertStringIncludes(text, "This is a chat server");
});

Deno.test("a browser's page and its download outlive nothing but the grace of a closing", async () => {
  const server = startServer({ folder: webFolder });
  const client = await WebClient.join(server.port, "alice");
  const closed = server.close({ code: "server-closing", message: "Bye" });
  assertEquals(await client.notice(), { type: "closing", code: "server-closing", message: "Bye" });
  assertEquals((await client.closed).code, 1001);
  await closed;
});

/** A ticker that the test turns once the server has a connection. */
function manual() {
  const manual = new ManualTicker();
  const pass = async (server: { gauges: { connections: number } }, ms: number) => {
    await until(() => manual.started && server.gauges.connections > 0);
    manual.pass(ms);
  };
  return { ticker: manual.ticker, pass };
}
