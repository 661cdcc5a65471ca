/** Servers met, remembered, met again, and not themselves any more. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { runErrand } from "../../client/commands/errand.ts";
import { ServerDialer, type ServerDialerOptions } from "../../client/net/server_dialer.ts";
import { KnownServersFile } from "../../client/net/tls/known_servers_file.ts";
import { ConversationError } from "../../client/conversation/connection_end.ts";
import { endSentence } from "../../client/dialects/words/connection_words.ts";
import { givenIdentity, keptIdentity } from "../../server/net/tls/identity_file.ts";
import { testWith } from "../helpers/needs.ts";
import { ownAddress } from "../helpers/own_address.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

const HOST = ownAddress();
const NEEDS = ["read", "write"] as const;
const NOW = Date.UTC(2026, 10, 21);

/** A machine of a user, on which servers are remembered, and one of an operator. */
async function machines() {
  const temp = await TempFolder.make();
  const known = new KnownServersFile(`${temp.path}/client/known_servers`);
  const met: string[] = [];
  return {
    temp,
    known,
    met,
    identity: (name = "server") => keptIdentity(`${temp.path}/${name}`, NOW),
    reach: (port: number, options: Partial<ServerDialerOptions> = {}) =>
      new ServerDialer({
        target: { host: HOST!, port },
        known,
        onRemembered: (fingerprint) => met.push(fingerprint),
        ...options,
      }),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

async function names(server: ServerDialer): Promise<readonly string[]> {
  const { target } = server;
  const errand = { target, username: "alice", dial: () => server.dial() };
  const { names } = await runErrand(errand, (ask) => ask({ type: "who" }));
  return names;
}

/** What a user is told who is not let near a server. */
async function refusal(server: ServerDialer): Promise<string> {
  const error = await assertRejects(() => names(server), ConversationError);
  return endSentence(error.end, error.target);
}

/** Registers a test that needs an address other than loopback. */
function testFar(name: string, fn: () => Promise<void>): void {
  if (HOST === undefined) Deno.test({ name: `${name} (ignored: no network)`, ignore: true, fn });
  else testWith(NEEDS, name, fn);
}

testFar("an encrypted server is met without a flag, remembered, and met again", async () => {
  await using home = await machines();
  const identity = await home.identity();
  await using server = startServer({ hostname: HOST, identity });
  assertEquals(await names(home.reach(server.port)), ["alice"]);
  assertEquals(home.met, [identity.fingerprint]);
  assertEquals(home.known.find(`${HOST}:${server.port}`)?.type, "certificate");
  const before = server.events.filter(({ type }) => type === "connection").length;
  assertEquals(await names(home.reach(server.port)), ["alice"]);
  const after = server.events.filter(({ type }) => type === "connection").length;
  assertEquals(after - before, 1, "who is known is connected to at once");
  assertEquals(home.met.length, 1);
  if (Deno.build.os === "windows") return;
  assertEquals(Deno.statSync(home.known.path).mode! & 0o777, 0o600);
});

testFar("a server that is not encrypted is joined as ever, and not remembered", async () => {
  await using home = await machines();
  await using server = startServer({ hostname: HOST });
  assertEquals(await names(home.reach(server.port)), ["alice"]);
  assertEquals(home.met, []);
  await assertRejects(() => Deno.stat(home.known.path), Deno.errors.NotFound);
});

testFar("a changed key is refused before hello, and accepted with --key", async () => {
  await using home = await machines();
  const first = await home.identity("first");
  const second = await home.identity("second");
  let port: number;
  {
    await using server = startServer({ hostname: HOST, identity: first });
    await names(home.reach(port = server.port));
  }
  await using server = startServer({ hostname: HOST, port, identity: second });
  const message = await refusal(home.reach(port));
  assertStringIncludes(message, `Known: ${first.fingerprint}`);
  assertStringIncludes(message, `Shown: ${second.fingerprint}`);
  assertEquals(server.events.some(({ type }) => type === "named"), false);
  assertEquals(await names(home.reach(port, { key: second.fingerprint })), ["alice"]);
  assertEquals(await names(home.reach(port)), ["alice"]);
});

testFar(
  "a server that suddenly is not encrypted is refused, and accepted with --plain",
  async () => {
    await using home = await machines();
    const identity = await home.identity();
    let port: number;
    {
      await using server = startServer({ hostname: HOST, identity });
      await names(home.reach(port = server.port));
    }
    await using _server = startServer({ hostname: HOST, port });
    const message = await refusal(home.reach(port));
    assertStringIncludes(message, "was encrypted before and is not now");
    assertStringIncludes(message, identity.fingerprint);
    assertEquals(await names(home.reach(port, { plain: true })), ["alice"]);
    assertEquals(await names(home.reach(port)), ["alice"]);
  },
);

testFar("--key pins at the first contact: another key is refused, the right one kept", async () => {
  await using home = await machines();
  const identity = await home.identity();
  const other = await home.identity("other");
  await using server = startServer({ hostname: HOST, identity });
  const { port } = server;
  const wrong = home.reach(port, { key: other.fingerprint });
  const message = await refusal(wrong);
  assertStringIncludes(message, "does not have the key that --key asks for");
  assertEquals(home.known.find(`${HOST}:${port}`), undefined);
  assertEquals(await names(home.reach(port, { key: identity.fingerprint })), ["alice"]);
  assertEquals(home.known.find(`${HOST}:${port}`)?.type, "certificate");
});

testFar("a certificate from elsewhere is met, and pinned, like one of our own", async () => {
  await using home = await machines();
  const [cert, key] = [`${home.temp.path}/cert.pem`, `${home.temp.path}/key.pem`];
  const own = await home.identity();
  await home.temp.write("cert.pem", own.cert);
  await home.temp.write("key.pem", own.key);
  await using server = startServer({ hostname: HOST, identity: await givenIdentity(cert, key) });
  assertEquals(await names(home.reach(server.port)), ["alice"]);
  assertEquals(home.met, [own.fingerprint]);
});

testWith(NEEDS, "a server on this machine may change its key, and its mind", async () => {
  await using home = await machines();
  const target = (port: number) => ({ target: { host: "127.0.0.1", port } });
  let port: number;
  {
    await using server = startServer({ identity: await home.identity("first") });
    port = server.port;
    await names(home.reach(port, target(port)));
    await names(home.reach(port, target(port)));
  }
  {
    await using _server = startServer({ port, identity: await home.identity("second") });
    assertEquals(await names(home.reach(port, target(port))), ["alice"]);
  }
  await using _server = startServer({ port });
  assertEquals(await names(home.reach(port, target(port))), ["alice"]);
  assertEquals(home.met, []);
});
