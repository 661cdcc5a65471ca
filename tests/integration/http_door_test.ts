/** The browser's door over real connections: what each request is answered with. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { OpenedFile } from "../../server/files/shared_folder.ts";
import { exchange, parseResponse, sendRaw } from "../helpers/http_exchange.ts";
import { ManualTicker } from "../helpers/manual_ticker.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { noise } from "../helpers/noise.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { WebClient } from "../helpers/web_client.ts";

const UTF8 = new TextEncoder();
const FILES = {
  "a.txt": UTF8.encode("Hello!\n"),
  "sub/é <b>.bin": noise(1_000),
  "page.html": UTF8.encode("<script>alert(1)</script>"),
  "empty.png": new Uint8Array(0),
};
const folder = new MemoryFolder(FILES);

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
  await using server = startServer({ folder });
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
  await using server = startServer({ folder, web: { hosts: ["room.example.org"] } });
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
  await using server = startServer({ folder });
  const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
  const all = get("/files/a.txt") + get("/nothing") + get("/files/a.txt", "Connection: close\r\n");
  const text = new TextDecoder().decode(await sendRaw(server.port, all));
  const statuses = text.match(/^HTTP\/1\.1 \d+|\nHTTP\/1\.1 \d+|HTTP\/1\.1 \d+ /gm);
  assertEquals(statuses?.map((line) => line.trim().slice(-3)), ["200", "404", "200"]);
  assertEquals(text.match(/Hello!/g)?.length, 2);
  assertEquals(text.match(/Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n/g)?.length, 2);
});

Deno.test("a connection without another request is closed when its time is over", async () => {
  await using server = startServer({ folder, web: { keepAliveMs: 500 } });
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

Deno.test("the list of files is a page in which names are only text", async () => {
  await using server = startServer({ folder });
  const { text } = await exchange(server.port, "/files/");
  assertStringIncludes(text, 'href="/files/sub/%C3%A9%20%3Cb%3E.bin"');
  assertStringIncludes(text, "<bdi>sub/é &#60;b&#62;.bin</bdi>");
  assertEquals(/<b>|<script>/.test(text), false);
});

Deno.test("files come inline or as attachments, whole or in part", async () => {
  await using server = startServer({ folder });
  const get = (path: string, headers = {}) => exchange(server.port, path, { headers });

  const whole = await get("/files/a.txt");
  assertEquals([whole.status, whole.text], [200, "Hello!\n"]);
  assertEquals(whole.headers.get("content-type"), "text/plain; charset=utf-8");
  assertMatch(whole.headers.get("content-disposition")!, /^inline/);
  assertEquals(whole.headers.get("last-modified"), "Thu, 01 Jan 1970 00:00:00 GMT");
  assertEquals(whole.headers.get("accept-ranges"), "bytes");

  const html = await get("/files/page.html");
  assertEquals(html.headers.get("content-type"), "application/octet-stream");
  assertEquals(
    html.headers.get("content-disposition"),
    "attachment; filename*=UTF-8''page.html",
  );
  const named = await get("/files/sub/%C3%A9%20%3Cb%3E.bin");
  assertEquals(named.body, FILES["sub/é <b>.bin"]);
  assertEquals(
    named.headers.get("content-disposition"),
    "attachment; filename*=UTF-8''%C3%A9%20%3Cb%3E.bin",
  );

  const part = await get("/files/a.txt", { Range: "bytes=1-3" });
  assertEquals([part.status, part.text], [206, "ell"]);
  assertEquals(part.headers.get("content-range"), "bytes 1-3/7");
  assertEquals((await get("/files/a.txt", { Range: "bytes=-2" })).text, "!\n");
  const beyond = await get("/files/a.txt", { Range: "bytes=7-" });
  assertEquals([beyond.status, beyond.headers.get("content-range")], [416, "bytes */7"]);

  const etag = whole.headers.get("etag")!;
  assertEquals((await get("/files/a.txt", { "If-None-Match": etag })).status, 304);
  assertEquals(
    (await get("/files/a.txt", { Range: "bytes=1-3", "If-Range": '"other"' })).text,
    "Hello!\n",
  );
  assertEquals((await get("/files/a.txt", { Range: "bytes=1-3", "If-Range": etag })).text, "ell");
  const head = await exchange(server.port, "/files/a.txt", { method: "HEAD" });
  assertEquals([head.text, head.headers.get("content-length")], ["", "7"]);
  assertEquals((await get("/files/empty.png")).body.length, 0);
});

Deno.test("a file that was downloaded has its digest from then on", async () => {
  await using server = startServer({ folder });
  const digest = async () =>
    (await exchange(server.port, "/files/a.txt", { method: "HEAD" })).headers.get("repr-digest");
  assertEquals(await digest(), undefined);
  await exchange(server.port, "/files/a.txt");
  let known: string | undefined;
  while (known === undefined) known = await digest();
  const sha256 = await crypto.subtle.digest("SHA-256", FILES["a.txt"]);
  assertEquals(known, `sha-256=:${btoa(String.fromCharCode(...new Uint8Array(sha256)))}:`);
});

Deno.test("where a password is asked for, a file takes a ticket, which works again from the same address", async () => {
  await using server = startServer({ folder, password: "sesame" });
  const get = (path: string) => exchange(server.port, path);
  assertEquals((await get("/files/a.txt")).status, 403);
  assertEquals((await get("/files/")).status, 403);
  assertEquals((await get("/files/a.txt?ticket=guess")).status, 403);
  await using web = await WebClient.connect(server.port);
  assertEquals((await web.ask({ type: "hello", version: 1 })).error?.code, "password-needed");
  await web.ok({ type: "unlock", password: "sesame" } as never);
  await web.ok({ type: "hello", version: 1, name: "alice" });
  const ticket = async () => (await web.ok({ type: "get", name: "a.txt" })).ticket;
  const used = await ticket();
  assertEquals((await get(`/files/a.txt?ticket=${used}`)).text, "Hello!\n");
  const path = `/files/a.txt?ticket=${used}`;
  const part = await exchange(server.port, path, { headers: { Range: "bytes=4-" } });
  assertEquals([part.status, part.text], [206, "o!\n"]);
  assertEquals((await exchange(server.port, path, { method: "HEAD" })).status, 200);
  if (Deno.build.os === "linux") {
    assertEquals((await exchange(server.port, path, { from: "127.9.9.3" })).status, 403);
  }
  assertEquals((await get(`/files/page.html?ticket=${await ticket()}`)).status, 403);
  assertEquals((await get(`/texts/1?ticket=${await ticket()}`)).status, 403);
  assertEquals((await get("/")).status, 200);
});

Deno.test("an address has four downloads at once, the fifth waits for its turn", async () => {
  const big = new MemoryFolder({ big: noise(30_000_000) });
  await using server = startServer({ folder: big });
  const clients = await Promise.all(
    Array.from({ length: 5 }, () => RawClient.connect(server.port)),
  );
  const request = UTF8.encode("GET /files/big HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const begun: RawClient[] = [];
  const heads = clients.map(async (client) => {
    await client.write(request);
    await client.some();
    begun.push(client);
  });
  await Promise.race([
    Promise.all(heads),
    until(() => server.metrics.downloads === 4 && begun.length === 4),
  ]);
  assertEquals(begun.length, 4);
  begun[0]![Symbol.dispose]();
  await Promise.all(heads);
  for (const client of clients) client[Symbol.dispose]();
});

Deno.test("a browser that waits for its turn holds no file, and hangs up without it", async () => {
  const big = new CountingFolder({ big: noise(30_000_000) });
  const manual = new ManualTicker();
  await using server = startServer({ folder: big, ticker: manual.ticker });
  using stack = new DisposableStack();
  // Part of the file: all of it would be hashed, which opens it once more.
  const fields = "Host: localhost\r\nRange: bytes=1-";
  const begin = async () => {
    const client = stack.use(await RawClient.connect(server.port));
    await client.write(UTF8.encode(`GET /files/big HTTP/1.1\r\n${fields}\r\n\r\n`));
    return client;
  };
  const running = await Promise.all(Array.from({ length: 4 }, begin));
  await until(() => server.metrics.downloads === 4);
  const waiting = await begin();
  await until(() => big.count === 5 && big.openNow === 4);
  const leaving = await begin();
  await until(() => big.count === 6 && big.openNow === 4);
  leaving[Symbol.dispose]();
  await until(() => {
    manual.pass(0);
    return server.gauges.connections === 5;
  });
  assert(server.events.some((event) => event.type === "ended" && event.reason === "hung up"));
  running[0]![Symbol.dispose]();
  const head = new TextDecoder().decode(await waiting.some());
  assertStringIncludes(head, "HTTP/1.1 206 Partial Content\r\n");
  assertEquals([big.count, big.openNow], [7, 4], "it is opened again, and nobody else's");
});

Deno.test("a browser's page and its download outlive nothing but the grace of a closing", async () => {
  const server = startServer({ folder });
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

/** A folder that counts how often its files were opened, and how many are open. */
class CountingFolder extends MemoryFolder {
  count = 0;
  openNow = 0;

  override async open(name: string): Promise<OpenedFile> {
    const file = await super.open(name);
    this.count++;
    this.openNow++;
    return { ...file, [Symbol.dispose]: () => void this.openNow-- };
  }
}

/** Waits until something is so, looking again at each turn of the event loop. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
