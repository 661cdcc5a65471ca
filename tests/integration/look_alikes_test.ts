/** Names that are reserved, or look like one in use, by every door of a server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { LineClient, loadSessions } from "../helpers/line_client.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

/** It looks like alice: the last letter is Cyrillic. */
const LOOK_ALIKE = "alicе";

/** Names that nobody may have, in any case or width, and those that hold the prompt's marks. */
const RESERVED = ["chat", "Server", "EVERYONE", "nameless", "ｃｈａｔ", "a→b", "a›b"];

/** What our own door answers to a name. */
async function codeFor(port: number, name: string): Promise<string | undefined> {
  using client = await RawClient.connect(port);
  const { error } = await client.answer({ type: "hello", version: 1, name });
  return error?.code;
}

Deno.test("reserved names are refused by every door", async () => {
  await using server = startServer({ loadSessions });
  const { port } = server;
  for (const name of RESERVED) {
    assertEquals(await codeFor(port, name), "name-bad", name);
    await using irc = await LineClient.connect(port);
    await irc.send(`NICK ${name}`, "USER user 0 * :A user");
    await irc.line(/^:chat\.local 432 \* /);
    await using text = await LineClient.connect(port);
    await text.send(name);
    assertMatch(await text.line(/^chat: /), /Type another name and press Enter\.$/);
  }
});

Deno.test("everybody is told of a name that only looks like one in use", async () => {
  await using server = startServer({ loadSessions });
  await using alice = await LineClient.text(server.port, "alice");
  for (const name of [LOOK_ALIKE, "Alice", "ａｌｉｃｅ"]) {
    await using twin = await LineClient.connect(server.port);
    await twin.send(name);
    await alice.line(`${name} has joined (not alice: it only looks the same)`);
    await twin.line(`${name} has joined (not alice: it only looks the same)`);
    await twin.send("/quit");
    await alice.line(`${name} has left`);
  }
});

Deno.test("strict names: what looks like one in use is refused by every door", async () => {
  await using server = startServer({ loadSessions, strictNames: true });
  const { port } = server;
  await using _alice = await LineClient.text(port, "alice");
  for (const name of [LOOK_ALIKE, "Alice"]) {
    assert(await codeFor(port, name) !== undefined, name);
    await using irc = await LineClient.connect(port);
    await irc.send(`NICK ${name}`, "USER user 0 * :A user");
    await irc.line(/^:chat\.local 43[23] \* /);
    await using text = await LineClient.connect(port);
    await text.send(name);
    assertMatch(await text.line(/^chat: /), /Type another name and press Enter\.$/);
  }
  assertEquals(await codeFor(port, "bob"), undefined);
});
