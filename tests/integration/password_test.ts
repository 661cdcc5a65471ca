/** A server with a password: who comes in by which door, and what the others learn. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { runErrand } from "../../client/commands/errand.ts";
import { ConversationError } from "../../client/conversation/connection_end.ts";
import type { PasswordSource } from "../../client/conversation/password_source.ts";
import { KnownPassword } from "../../client/net/known_password.ts";
import { ServerDialer } from "../../client/net/server_dialer.ts";
import type { ErrorBody, Reply } from "../../protocol/mod.ts";
import type { ChatServer } from "../../server/chat_server.ts";
import { keptIdentity } from "../../server/net/tls/identity_file.ts";
import { testWith } from "../helpers/needs.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

const PASSWORD = "lamp-river-stone";
const RIGHT = new KnownPassword(PASSWORD);
const HOST = "127.0.0.1";
const NOW = Date.UTC(2026, 10, 21);

async function join(server: ChatServer, password?: PasswordSource, username = "alice") {
  const dialer = new ServerDialer({ target: { host: HOST, port: server.port } });
  const errand = { target: dialer.target, username, password, dial: () => dialer.dial() };
  return (await runErrand(errand, (ask) => ask({ type: "who" }))).names;
}

async function endOf(joined: Promise<unknown>) {
  return (await assertRejects(() => joined, ConversationError)).end;
}

function codeOf(reply: Reply): string | undefined {
  return (reply as { error?: ErrorBody }).error?.code;
}

/** All that a plain connection is sent, after these lines. */
async function talk(port: number, ...lines: string[]): Promise<string> {
  using conn = await Deno.connect({ hostname: HOST, port });
  await conn.write(new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join("")));
  let text = "";
  for (const buffer = new Uint8Array(4_096);;) {
    const count = await conn.read(buffer);
    if (count === null) return text;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
}

Deno.test("who knows the password joins; others announce nothing and take no name", async () => {
  await using server = startServer({ password: PASSWORD });
  const needed = await endOf(join(server));
  assert(needed.type === "refused" && needed.error.code === "password-needed");
  const wrong = await endOf(join(server, new KnownPassword("lamp-river-stones")));
  assert(wrong.type === "refused" && wrong.error.code === "password-wrong");
  assertEquals(server.events.filter(({ type }) => type === "named"), []);
  assertEquals(await join(server, RIGHT), ["alice"]);
  assert(!JSON.stringify(server.events).includes(PASSWORD));
});

testWith(
  ["read", "write"],
  "the password is proved over TLS, bound to the certificate",
  async () => {
    await using temp = await TempFolder.make();
    const identity = await keptIdentity(temp.path, NOW);
    await using server = startServer({ identity, password: PASSWORD });
    assertEquals(await join(server, RIGHT), ["alice"]);
  },
);

testWith(
  ["read", "write"],
  "somebody in between with a certificate of their own fails, though the client trusts them",
  async () => {
    await using temp = await TempFolder.make();
    const identity = await keptIdentity(`${temp.path}/server`, NOW);
    const own = await keptIdentity(`${temp.path}/between`, NOW);
    await using server = startServer({ identity, password: PASSWORD });
    const { cert, key } = own;
    using between = Deno.listenTls({ hostname: HOST, port: 0, cert, key });
    const relayed = relay(between, server.port, identity.cert);
    const dialer = new ServerDialer({ target: { host: HOST, port: between.addr.port } });
    const errand = { target: dialer.target, username: "alice", password: RIGHT };
    const end = await endOf(
      runErrand({ ...errand, dial: () => dialer.dial() }, (ask) => ask({ type: "who" })),
    );
    assert(end.type === "refused" && end.error.code === "password-wrong");
    assertEquals(server.events.filter(({ type }) => type === "named"), []);
    between.close();
    await relayed;
  },
);

Deno.test("a client that was given a password joins no server that does not know it", async () => {
  await using open = startServer();
  assertEquals((await endOf(join(open, RIGHT))).type, "unproven");
  await using other = startServer({ password: "another-password" });
  const end = await endOf(join(other, RIGHT));
  assert(end.type === "refused" && end.error.code === "password-wrong");
  assertEquals(open.events.filter(({ type }) => type === "named"), []);
});

Deno.test("whoever was in comes back by secret, without the password", async () => {
  await using server = startServer({ password: PASSWORD });
  using first = await RawClient.connect(server.port);
  assertEquals((await first.answer({ type: "unlock", password: PASSWORD })).ok, {});
  const { ok } = await first.answer({ type: "hello", version: 1, name: "alice" });
  using second = await RawClient.connect(server.port);
  const { secret } = ok as { secret: string };
  const back = await second.answer({ type: "hello", version: 1, secret, last: 0 });
  assertEquals((back.ok as { resumed: boolean }).resumed, true);
});

Deno.test("a proof that was overheard is of no use", async () => {
  await using server = startServer({ password: PASSWORD });
  using client = await RawClient.connect(server.port);
  const attempt = await RIGHT.begin();
  const { share } = (await client.answer({ type: "unlock", share: attempt.share })).ok as {
    share: string;
  };
  const { proof } = attempt.answer(share);
  using thief = await RawClient.connect(server.port);
  await thief.answer({ type: "unlock", share: attempt.share });
  assertEquals(codeOf(await thief.answer({ type: "prove", proof }) as Reply), "password-wrong");
});

Deno.test("what is no proof is refused, and hello stays closed", async () => {
  await using server = startServer({ password: PASSWORD });
  using client = await RawClient.connect(server.port);
  const hello = { type: "hello", version: 1, name: "mallory" } as const;
  const asked: [Parameters<typeof client.answer>[0], string][] = [
    [hello, "password-needed"],
    [{ ...hello, secret: "6b9c2f4e-0c1d-4c53-9a55-1f7f0a4b1c11" }, "password-needed"],
    [{ type: "prove", proof: "00".repeat(64) }, "out-of-order"],
    [{ type: "unlock" }, "out-of-order"],
    [{ type: "who" }, "out-of-order"],
    [{ type: "unlock", share: "00".repeat(32) }, "password-wrong"],
  ];
  for (const [ask, code] of asked) {
    assertEquals(codeOf(await client.answer(ask) as Reply), code, JSON.stringify(ask));
  }
});

Deno.test("IRC clients say it with PASS, others with a line; files need it too", async () => {
  await using server = startServer({ password: PASSWORD });
  const { port } = server;
  const register = ["NICK ircer", "USER ircer 0 * :Irc", "QUIT"];
  assert((await talk(port, `PASS ${PASSWORD}`, ...register)).includes(" 001 ircer "));
  for (const lines of [register, ["PASS nonsense", ...register]]) {
    const answer = await talk(port, ...lines);
    assert(answer.includes(" 464 ") && !answer.includes(" 001 "), answer);
  }
  const request = ["GET /files/ HTTP/1.1", `Host: ${HOST}:${port}`, "Connection: close", ""];
  assert((await talk(port, ...request)).startsWith("HTTP/1.1 403 "));
});

Deno.test("200 guesses disturb nobody who is in, and do not keep out who knows", async () => {
  let later = 0;
  const monotonic = () => performance.now() + later;
  await using server = startServer({ password: PASSWORD, monotonic });
  using alice = await RawClient.connect(server.port);
  await alice.answer({ type: "unlock", password: PASSWORD });
  await alice.answer({ type: "hello", version: 1, name: "alice" });
  const guessers = Array.from({ length: 200 }, async (_, i) => {
    const guesser = await RawClient.connect(server.port);
    await guesser.send({ type: "unlock", password: `guess ${i}` });
    return guesser;
  });
  const open = await Promise.all(guessers);
  const began = performance.now();
  for (let i = 0; i < 50; i++) assertEquals((await alice.answer({ type: "who" })).error, undefined);
  assert(performance.now() - began < 2_000, "50 requests of somebody who is in");
  for (const guesser of open) guesser[Symbol.dispose]();
  later = 120_000;
  assertEquals(await join(server, RIGHT, "bob"), [
    "alice",
    "bob",
  ]);
});

/** Decrypts, looks, and passes on to the real server: all that can be done in between. */
async function relay(listener: Deno.TlsListener, port: number, cert: string): Promise<void> {
  const running: Promise<void>[] = [];
  try {
    for await (const conn of listener) running.push(passOn(conn, port, cert));
  } catch {
    // Closed.
  }
  await Promise.all(running);
}

async function passOn(conn: Deno.TlsConn, port: number, cert: string): Promise<void> {
  try {
    const plain = await Deno.connect({ hostname: HOST, port });
    const server = await Deno.startTls(plain, { hostname: "chat", caCerts: [cert] });
    await Promise.allSettled([
      conn.readable.pipeTo(server.writable),
      server.readable.pipeTo(conn.writable),
    ]);
  } catch {
    conn.close();
  }
}
