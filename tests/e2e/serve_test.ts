/** The real server process: how it logs, counts, limits itself and ends. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { commandLine, denoRun, Program, ROOT, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["run", "read", "write", "env"] as const;
const BIG = 32 * 1_048_576;

testWith(NEEDS, "serve ends well: tells everyone, finishes downloads, exits 0", async () => {
  await using folder = await TempFolder.make({ big: new Uint8Array(BIG) });
  const { server, port } = await serve(["--files", folder.path]);
  await using _server = server;
  {
    using alice = await RawClient.join(Number(port), "alice");
    using download = await RawDownload.begin(alice, "big");
    assertEquals((await download.reply()).ok?.size, BIG);
    server.kill("SIGTERM");
    const message = "The operator has stopped the server";
    assertEquals(await alice.notice(), { type: "closing", code: "server-closing", message });
    assertEquals(await alice.frame(), undefined);
    assertEquals((await download.bytes(BIG)).length, BIG);
    assertEquals((await download.notice()).type, "digest");
  }
  assertEquals(await server.exit(), 0);
  await server.line(/closing: The operator has stopped the server$/);
  await server.line(/waiting for 1 download to end, 10 seconds at most; stop the server again/);
});

testWith(
  NEEDS,
  "serve accepts nobody once it ends, and a second signal ends it at once",
  async () => {
    await using folder = await TempFolder.make({ big: new Uint8Array(BIG) });
    const { server, port } = await serve(["--files", folder.path, "--grace", "600"]);
    await using _server = server;
    using alice = await RawClient.join(Number(port), "alice");
    using download = await RawDownload.begin(alice, "big");
    await download.reply();
    server.kill("SIGINT");
    assertEquals((await alice.notice()).type, "closing");
    // Refused, or reset at once where the system had taken the connection already.
    using late = await RawClient.connect(Number(port)).catch(() => undefined);
    assertEquals(await late?.frame(), undefined);
    server.kill("SIGINT");
    assertEquals(await server.exit(), 1);
  },
);

testWith(NEEDS, "serve gives running downloads no more than --grace", async () => {
  await using folder = await TempFolder.make({ big: new Uint8Array(BIG) });
  const { server, port } = await serve(["--files", folder.path, "--grace", "0"]);
  await using _server = server;
  using alice = await RawClient.join(Number(port), "alice");
  using download = await RawDownload.begin(alice, "big");
  await download.reply();
  server.kill("SIGINT");
  assertEquals((await alice.notice()).type, "closing");
  alice[Symbol.dispose]();
  assertEquals(await server.exit(), 0);
  assert((await download.bytes(BIG)).length < BIG);
});

for (const kind of ["timer", "promise"]) {
  testWith(NEEDS, `serve tells everyone of a fault in a ${kind}, and exits 1`, async () => {
    await using folder = await TempFolder.make();
    const fixture = `${ROOT}tests/fixtures/faulty_serve.ts`;
    await using server = Program.start([kind, folder.path], {
      command: denoRun(fixture, "--no-prompt"),
    });
    const port = /:(\d+)$/.exec(await server.line(/listening on /))![1]!;
    using alice = await RawClient.join(Number(port), "alice");
    await server.type("now");
    const message = "The server has failed";
    assertEquals(await alice.notice(), { type: "closing", code: "server-fault", message });
    alice[Symbol.dispose]();
    assertEquals(await server.exit(), 1);
    await server.error(/TypeError: something nobody thought of/);
  });
}

testWith(NEEDS, "serve gives up what it no longer needs", async () => {
  await using folder = await TempFolder.make();
  assertEquals(await refused(["serve"], folder.path), ["write", "env", "run", "net", "sys"]);
});

testWith(NEEDS, "connect gives up what it no longer needs", async () => {
  await using folder = await TempFolder.make();
  const { server, port } = await serve();
  await using _server = server;
  const operands = ["connect", "127.0.0.1", port];
  assertEquals(await refused(operands, folder.path), ["env", "run", "sys"]);
});

testWith(NEEDS, "serve --log-format json logs an object a line, and no texts", async () => {
  const { server, port } = await serve(["--log-format", "json"], { listening: /"listening"/ });
  await using _server = server;
  using alice = await RawClient.join(Number(port), "alice");
  await alice.ok({ type: "say", text: "between us" });
  assertEquals(
    await alice.refusal({ type: "tell", to: "bob", text: "between us" }),
    "no-such-user",
  );
  await alice.ok({ type: "bye" });
  alice[Symbol.dispose]();
  await server.line(/"ended"/);
  const events = server.lines.map((line) => JSON.parse(line));
  const types = events.map(({ type }) => type).filter((type) => type !== "limited");
  assertEquals(types, ["listening", "inviting", "page", "sharing", "connection", "named", "ended"]);
  assert(events.every(({ time }) => Math.abs(Date.now() - Date.parse(time)) < 60_000));
  assertEquals(server.lines.join().includes("between us"), false);
});

testWith(NEEDS, "serve --quiet logs only where it listens", async () => {
  const { server, port } = await serve(["--quiet"]);
  await using _server = server;
  {
    using alice = await RawClient.join(Number(port), "alice");
    await alice.ok({ type: "bye" });
  }
  server.kill("SIGINT");
  assertEquals(await server.exit(), 0);
  assertEquals(server.lines.length, 2);
  assertMatch(server.lines[0]!, /^\d{4}-\d\d-\d\d$/);
});

testWith(NEEDS, "serve --metrics counts what happens, for Prometheus", async () => {
  const { server, port } = await serve(["--metrics", "0"]);
  await using _server = server;
  const url = server.lines.join("\n").match(/metrics on (http:\S+)/)![1]!;
  using alice = await RawClient.join(Number(port), "alice");
  using bob = await RawClient.join(Number(port), "bob");
  await alice.notice();
  await bob.ok({ type: "say", text: "hi" });
  await alice.notice();
  await bob.refusal({ type: "tell", to: "carol", text: "hi" });
  const response = await fetch(url);
  assertStringIncludes(response.headers.get("content-type")!, "text/plain; version=0.0.4");
  const text = await response.text();
  for (
    const line of [
      "chat_connections 2",
      "chat_clients 2",
      "chat_queued_bytes 0",
      "chat_requests_total 4",
      "chat_messages_total 2",
      "chat_slow_clients_cut_total 0",
      'chat_refusals_total{reason="no-such-user"} 1',
      "chat_downloads 0",
    ]
  ) assertStringIncludes(text, `${line}\n`);
  assertMatch(
    text,
    /^chat_delivery_seconds_bucket{le="\+Inf"} (\d+)$[^]*^chat_delivery_seconds_count \1$/m,
  );
  for (const line of text.trimEnd().split("\n")) {
    assertMatch(line, /^# (HELP|TYPE) \w+ .+$|^\w+(\{\w+="[^"]+"\})? [\d.e+-]+$/);
  }
  for (const host of ["localhost:9090", "127.1.2.3", "[::1]"]) {
    assertEquals(await statusFor(url, host), 200);
  }
  for (const host of ["evil.example:9090", "127.0.0.1.evil.example", "192.0.2.1"]) {
    assertEquals(await statusFor(url, host), 403);
  }
  const elsewhere = await fetch(new URL("/", url));
  assertEquals([elsewhere.status, await elsewhere.text()], [404, "The metrics are at /metrics\n"]);
});

testWith(NEEDS, "a block pasted into connect arrives whole, and slowed down", async () => {
  const { server, port } = await serve(["--rate", "1000"]);
  await using _server = server;
  using alice = await RawClient.join(Number(port), "alice");
  const lines = Array.from({ length: 500 }, (_, line) => `line ${line}`);
  const pasting = Program.run(["connect", "bob", "127.0.0.1", port], lines.join("\n"));
  const heard: string[] = [];
  for (let notice = await alice.notice(); notice.type !== "left"; notice = await alice.notice()) {
    if (notice.type === "message") heard.push(notice.text);
  }
  assertEquals(heard, lines);
  const { code, errors } = await pasting;
  const told = "chat: you send too fast: the server reads 1000 messages a second from you";
  // More than once, if the machine is so busy that the burst comes back in between.
  assertEquals([code, [...new Set(errors)]], [0, [told]]);
});

testWith(NEEDS, "connect says why a full server refused it", async () => {
  const { server, port } = await serve(["--max-clients", "1"]);
  await using _server = server;
  using _alice = await RawClient.join(Number(port), "alice");
  const { code, errors } = await Program.run(["connect", "bob", "127.0.0.1", port]);
  const reason = "Too many connections: the server takes at most 1";
  assertEquals(errors, [`chat: 127.0.0.1:${port} closed the connection: ${reason}`]);
  assertEquals(code, 1);
});

/** Each: options of serve, and the error. */
const WRONG: readonly [string, RegExp][] = [
  ["--max-clients 0", /--max-clients must be at least 1, received 0\./],
  ["--max-queue 65535", /--max-queue must be at least 65536, received 65535\./],
  ["--rate fast", /--rate must be a whole number, received fast\./],
  ["--log-format xml", /--log-format must be one of text, json, received xml\./],
  ["--metrics 70000", /--metrics must be a port from 0 to 65535, received 70000\./],
];

for (const [options, error] of WRONG) {
  testWith(NEEDS, `serve refuses ${options}`, async () => {
    const { code, errors } = await Program.run(["serve", ...options.split(" ")]);
    assertEquals(code, 2);
    assertMatch(errors.join("\n"), error);
  });
}

testWith(
  NEEDS,
  "serve admits what its descriptors are for, tells others, and sends files",
  async () => {
    await using folder = await TempFolder.make({ "a.txt": "shared" });
    const command = ["bash", "-c", 'ulimit -n 96; exec "$@"', "bash", ...commandLine()];
    const { server, port } = await serve(["--files", folder.path, "--rate", "0"], { command });
    await using _server = server;
    const room = Number(
      /only (\d+) of 10000 connections are possible/.exec(await server.line(/only \d+ of/))![1],
    );
    assert(room > 8 && room < 96, `${room}`);
    const names = Array.from({ length: room - Math.floor(room / 10) }, (_, i) => `user${i}`);
    const clients: RawClient[] = [];
    for (const name of names) clients.push(await RawClient.join(Number(port), name));
    using late = await RawClient.connect(Number(port));
    const notice = await late.notice();
    assertEquals([notice.type, (notice as { code?: string }).code], ["closing", "too-many"]);
    const { ok } = await clients[0]!.answer({ type: "get", name: "a.txt" });
    using download = await RawDownload.connect(Number(port), ok!.ticket);
    assertEquals((await download.reply()).ok?.size, 6);
    assertEquals(new TextDecoder().decode(await download.bytes(6)), "shared");
    for (const client of clients) client[Symbol.dispose]();
    assertEquals(server.lines.filter((line) => /cannot accept/.test(line)), []);
  },
);

testWith(NEEDS, "serve chats on when nothing reads its log", async () => {
  await using server = await LoggingServer.start(["--rate", "0"]);
  // Two lines each, of 50 bytes and more: past what a pipe holds (64 KiB on Linux).
  for (let i = 0; i < 1_000; i++) (await RawClient.connect(server.port))[Symbol.dispose]();
  using alice = await RawClient.join(server.port, "alice");
  await alice.ok({ type: "bye" });
});

testWith(NEEDS, "serve chats on when its log is closed", async () => {
  await using server = await LoggingServer.start();
  await server.log.cancel();
  (await RawClient.connect(server.port))[Symbol.dispose]();
  using alice = await RawClient.join(server.port, "alice");
  await alice.ok({ type: "bye" });
  alice[Symbol.dispose]();
  server.child.kill("SIGINT");
  assertEquals((await server.child.status).code, 0);
});

/** A server of whose log a test has read the beginning. */
class LoggingServer implements AsyncDisposable {
  constructor(
    readonly child: Deno.ChildProcess,
    readonly log: ReadableStreamDefaultReader<Uint8Array>,
    readonly port: number,
  ) {}

  static async start(options: readonly string[] = []): Promise<LoggingServer> {
    const [program, ...before] = commandLine();
    const child = new Deno.Command(program!, {
      args: [...before, "serve", "--port", "0", "--host", "127.0.0.1", ...options],
      stdout: "piped",
    }).spawn();
    const log = child.stdout.getReader();
    const first = new TextDecoder().decode((await log.read()).value);
    return new LoggingServer(child, log, Number(/listening on .*:(\d+)/.exec(first)![1]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.log.cancel();
    await this.child.status;
  }
}

/** The status of an answer to a request that names this host. */
async function statusFor(url: string, host: string): Promise<number> {
  const { hostname, port } = new URL(url);
  using conn = await Deno.connect({ hostname, port: Number(port) });
  const request = `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  await conn.write(new TextEncoder().encode(request));
  const answer = await new Response(conn.readable).text();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)![1]);
}

/** What a role's process could no longer do. */
async function refused(args: readonly string[], cwd: string): Promise<string[]> {
  const command = denoRun(`${ROOT}tests/fixtures/privileges.ts`, "--no-prompt");
  const { lines, errors } = await Program.run(args, "", { command, cwd });
  const report = lines.find((line) => line.startsWith("{"));
  assert(report, `${lines}\n${errors}`);
  return JSON.parse(report).refused;
}
