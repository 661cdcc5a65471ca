/** Web sockets of others: the package `ws`, and Python's `websockets` and `wsproto`. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { ROOT } from "../helpers/program.ts";
import { testWith } from "../helpers/needs.ts";
import { startServer } from "../helpers/test_server.ts";
import { loadWebSocketPeer } from "../helpers/ws.ts";

const NEEDS = ["read", "run", "env"] as const;

testWith(NEEDS, "the package ws joins, talks in fragments, pings and closes", async () => {
  await using server = startServer();
  const WebSocketPeer = await loadWebSocketPeer();
  const peer = new WebSocketPeer(`ws://127.0.0.1:${server.port}/ws`);
  const texts: string[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  const { promise: ponged, resolve: pong } = Promise.withResolvers<string>();
  peer.on("pong", (data) => pong(`${data}`));
  peer.on("close", resolve);
  await new Promise<void>((done) => {
    peer.on("message", (data, isBinary) => {
      texts.push(isBinary ? "binary" : `${data}`);
      if (`${data}`.includes('"names"')) done();
    });
    peer.on("open", () => {
      peer.send('{"id":1,"type":"hello",', { fin: false });
      peer.ping("between");
      peer.send('"version":1,"name":"zoé"}', { fin: true });
      peer.send('{"id":2,"type":"who"}');
    });
  });
  assertEquals(await ponged, "between");
  assertStringIncludes(texts[0]!, '"name":"zoé"');
  peer.close(3_001, "enough");
  assertEquals(await closed, 3_001);
});

for (const library of ["websockets", "wsproto"]) {
  const name = `Python's ${library} joins, talks in fragments, pings and closes`;
  const isThere = hasPython(library);
  if (!isThere) {
    Deno.test({ name: `${name} (ignored: needs python3-${library})`, ignore: true, fn: () => {} });
    continue;
  }
  testWith(NEEDS, name, async () => {
    await using server = startServer();
    const { success, stdout, stderr } = await new Deno.Command("/usr/bin/python3", {
      args: [`${ROOT}tests/fixtures/web_socket_${library}.py`, `${server.port}`],
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals([success, said.trim()], [true, "pong ok, hello zoé, names ['zoé'], closed 3001"]);
  });
}

/** Whether Debian's Python has a package; where nothing may be run, it has none. */
function hasPython(library: string): boolean {
  try {
    const args = ["-c", `import ${library}`];
    return new Deno.Command("/usr/bin/python3", { args, stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
