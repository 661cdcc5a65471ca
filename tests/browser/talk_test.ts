/** People in browsers, in the room with people at terminals. */
/// <reference lib="dom" />
import { assert, assertEquals, assertMatch } from "@std/assert";
import { browserTest, enter, heard, say, texts } from "../helpers/browser.ts";
import { Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

browserTest("a browser and a terminal talk, in the open and in private", async (browse) => {
  const { server, port } = await serve();
  await using _server = server;
  await using bob = Program.start(["connect", "bob", "127.0.0.1", port]);
  await bob.line(/^Welcome/);
  const alice = await browse(Number(port)).join("alice");
  await bob.line("alice has joined");
  await say(alice, "hello from the page");
  await bob.line("alice: hello from the page");
  await bob.type("hello from the terminal");
  await heard(alice, "hello from the terminal");
  await bob.type("/msg alice psst");
  await alice.locator("#threads button", { hasText: "bob" }).click();
  await heard(alice, "psst");
  await say(alice, "what is it?");
  await bob.line("alice (private): what is it?");
  await alice.locator("#threads button", { hasText: "Everyone" }).click();
  assertEquals(await texts(alice), ["hello from the page", "hello from the terminal"]);
  await say(alice, "/me waves");
  await bob.line("alice: /me waves");
  await alice.click("#leave");
  await bob.line("alice has left");
  await alice.waitForSelector("#join:not([hidden])");
});

browserTest("a name that is taken or bad is refused, with the reason", async (browse) => {
  await using server = startServer();
  using _bob = await RawClient.join(server.port, "bob");
  const page = await browse(server.port).visit();
  for (const [name, reason] of [["bob", /bob/], ["a b", /white space/], ["x".repeat(21), /20/]]) {
    await page.fill("#name", name as string);
    await page.press("#name", "Enter");
    await page.locator("#refusal", { hasText: reason as RegExp }).waitFor();
  }
  await enter(page, "alice");
});

browserTest(
  "a page counts what its user does not see, and marks where that begins",
  async (browse) => {
    await using server = startServer();
    using bob = await RawClient.join(server.port, "bob");
    const alice = await browse(server.port).join("alice", { height: 400 });
    assertEquals((await bob.notice()).type, "joined");
    for (let i = 0; i < 40; i++) await bob.answer({ type: "say", text: `line ${i}` });
    await heard(alice, "line 39");
    const log = alice.locator(".log:not([hidden])");
    const toBottom = () =>
      log.evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
    await alice.waitForFunction(() => {
      const view = document.querySelector(".log")!;
      return view.scrollHeight - view.scrollTop - view.clientHeight < 2;
    });
    await log.evaluate((view) => view.scrollTop = 0);
    await alice.waitForSelector("#below:not([hidden])");
    for (let i = 0; i < 3; i++) await bob.answer({ type: "say", text: `new ${i}` });
    await alice.locator("#below", { hasText: "3 new messages" }).waitFor();
    assert(await toBottom() > 500, "the page stays where its user reads");
    assertMatch(await alice.title(), /^\(3\) /);
    assertEquals(await alice.locator(".unread + .message .text").textContent(), "new 0");
    await alice.click("#below");
    await alice.waitForFunction(() => !document.title.startsWith("("));
    assertEquals(await alice.locator("#below").isHidden(), true);
    await bob.answer({ type: "tell", to: "alice", text: "psst" });
    await alice.locator("#threads .badge", { hasText: "1" }).waitFor();
    assertMatch(await alice.title(), /^\(1\) /);
  },
);

browserTest("comings and goings are one line, days and groups are set apart", async (browse) => {
  await using server = startServer();
  const alice = await browse(server.port).join("alice");
  for (const name of ["bob", "cy"]) (await RawClient.join(server.port, name))[Symbol.dispose]();
  using dora = await RawClient.join(server.port, "dora");
  await alice.locator(".note", { hasText: "dora" }).waitFor();
  const note = await alice.locator(".note", { hasText: "dora" }).textContent();
  assertMatch(
    note!.replace(/[\u2068\u2069]/g, ""),
    /alice and dora joined · bob and cy came and went/,
  );
  await dora.answer({ type: "say", text: "one" });
  await dora.answer({ type: "say", text: "two" });
  await heard(alice, "two");
  assertEquals(await alice.locator(".day").count(), 1);
  assertEquals(await alice.locator(".message .head").count(), 1);
  assertEquals(await alice.locator(".message.following").count(), 1);
});

browserTest("names and commands are completed, several lines are one message", async (browse) => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  const alice = await browse(server.port).join("alice");
  await alice.locator("#people button", { hasText: "bob" }).waitFor();
  await alice.click("#text");
  await alice.keyboard.type("hi @b");
  await alice.locator("#options [aria-selected=true]", { hasText: "@bob" }).waitFor();
  await alice.keyboard.press("Tab");
  await alice.keyboard.type("and");
  await alice.keyboard.press("Shift+Enter");
  await alice.keyboard.type("all");
  await alice.keyboard.press("Enter");
  await heard(alice, "hi @bob and\nall");
  await bob.notice();
  const said = await bob.notice();
  assertEquals(said.type === "message" && said.text, "hi @bob and\nall");
  await alice.keyboard.type("bo");
  await alice.keyboard.press("Tab");
  assertEquals(await alice.inputValue("#text"), "bob: ");
  await alice.keyboard.press("Control+a");
  await alice.keyboard.type("/hel");
  await alice.keyboard.press("Enter");
  await alice.keyboard.press("Enter");
  await alice.locator("#panel-title", { hasText: "Commands" }).waitFor();
  await alice.keyboard.press("Escape");
  await alice.keyboard.press("ArrowUp");
  assertEquals(await alice.inputValue("#text"), "/help");
  await alice.keyboard.press("Enter"); // Once is enough: nothing is left to complete.
  await alice.locator("#panel-title", { hasText: "Commands" }).waitFor();
  await alice.keyboard.press("Escape");
  await say(alice, "x".repeat(65_536));
  const why = await alice.locator("#text").evaluate((
    input: HTMLTextAreaElement,
  ) => [input.validationMessage, input.value.length]);
  assertEquals(why, ["A message has at most 65535 characters, not 65536.", 65_536]);
  await say(alice, "x");
  await heard(alice, "x");
});

browserTest("the keyboard alone is enough", async (browse) => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  const alice = await browse(server.port).visit();
  await alice.keyboard.type("alice");
  await alice.keyboard.press("Enter");
  await alice.locator("#people button", { hasText: "bob" }).waitFor();
  const tabTo = async (selector: string) => {
    for (let i = 0; i < 30; i++) {
      const there = await alice.evaluate(
        (wanted) => document.activeElement?.matches(wanted) ?? false,
        selector,
      );
      if (there) return;
      await alice.keyboard.press("Tab");
    }
    throw new Error(`Tab never came to ${selector}`);
  };
  await tabTo("#people button");
  await alice.keyboard.press("Enter");
  await tabTo("#text");
  await alice.keyboard.type("just you");
  await alice.keyboard.press("Enter");
  assertEquals((await bob.notice()).type, "joined");
  const told = await bob.notice();
  assertEquals(told.type === "message" && [told.text, told.private], ["just you", true]);
  await tabTo("#files");
  await alice.keyboard.press("Enter");
  await alice.locator("#panel-title", { hasText: "Shared files" }).waitFor();
  await alice.keyboard.press("Escape");
  await alice.waitForFunction(() => document.activeElement?.id === "files");
});
