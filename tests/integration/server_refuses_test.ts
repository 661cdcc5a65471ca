import { assertEquals, assertMatch } from "@std/assert";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

const x = (count: number) => "x".repeat(count);
const astral = (count: number) => "😀".repeat(count);
const tell = (to: string, text: string) => ({ type: "tell", to, text });
const login = (name: string) => ({ type: "login", name });

/** What a chatroom client would have answered itself, or no dialect would send at all. */
const TO_THE_NAMELESS: [what: string, ask: { type: string }, code: string][] = [
  ["an empty name", login(""), "name-bad"],
  ["a name of two words", login("John Doe"), "name-bad"],
  ["a name with a tab", login("John\t"), "name-bad"],
  ["a name of 21 characters", login(x(21)), "name-bad"],
  ["a name of 21 astral characters", login(astral(21)), "name-bad"],
  ["a message before a name", tell("bob", "hi"), "not-named"],
  ["a logout before a login", { type: "logout" }, "not-named"],
];
const TO_ALICE: [what: string, ask: { type: string }, code: string][] = [
  ["a message to no name", tell("", "hi"), "no-such-user"],
  ["a message to a name of 21 characters", tell(x(21), "hi"), "no-such-user"],
  ["a message to a name of a million characters", tell(x(1_000_000), "hi"), "no-such-user"],
  ["an empty message", tell("bob", ""), "text-bad"],
  ["a message of 65,536 characters", tell("bob", x(65_536)), "text-bad"],
  ["a message of 65,536 astral characters", tell("bob", astral(65_536)), "text-bad"],
  ["a second login", login("alice2"), "already-named"],
  ["an upper case command", { type: "MSG" }, "unknown-request"],
  ["an empty command", { type: "" }, "unknown-request"],
  ["a command of a million characters", { type: x(1_000_000) }, "unknown-request"],
];

Deno.test("the server alone refuses what no client should have sent, and lives on", async (t) => {
  await using server = startServer();
  using nameless = await RawClient.join(server.port);
  for (const [what, ask, code] of TO_THE_NAMELESS) {
    await t.step(what, async () => assertEquals(await nameless.refusal(ask), code));
  }
  using bob = await RawClient.join(server.port, "bob");
  using alice = await RawClient.join(server.port, "alice");
  for (const [what, ask, code] of TO_ALICE) {
    await t.step(what, async () => assertEquals(await alice.refusal(ask), code));
  }
  await t.step("none of which bob hears of", async () => {
    await alice.ok(tell("bob", "hi"));
    assertEquals((await bob.notice()).type, "joined");
    assertEquals(await textOf(bob), "hi");
  });
});

Deno.test("the server takes the longest name and text, to the character", async () => {
  await using server = startServer();
  for (const character of ["x", "𝒳"]) {
    const name = character.repeat(20);
    using client = await RawClient.join(server.port);
    assertEquals(await client.ok(login(name)), { name });
    assertEquals((await client.notice()).type, "joined");
    await client.send(tell(name, character.repeat(65_535)));
    assertEquals(await textOf(client), character.repeat(65_535));
    assertEquals((await client.reply()).ok, {});
  }
});

Deno.test("a refusal quotes no more than a sentence holds", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  for (
    const ask of [{ type: x(1_000_000) }, tell(x(1_000_000), "hi"), { type: "get", name: x(999) }]
  ) {
    const { error } = await alice.ask(ask);
    assertEquals(error!.message.length, 300);
    assertMatch(error!.message, /^[A-Z][a-z ]+: x+…$|^Nobody here is called x+…$/);
  }
});

Deno.test("the server says that it does not know what a client passes on", async () => {
  await using server = startServer();
  using nameless = await RawClient.join(server.port);
  for (const asked of ["DANCE", "who", "bye", ""]) {
    const { error } = await nameless.ask({ type: "unknown", asked });
    assertEquals(error, { code: "unknown-request", message: `Unknown request: ${asked}` });
  }
});

async function textOf(client: RawClient): Promise<unknown> {
  return (await client.notice() as { text?: string }).text;
}
