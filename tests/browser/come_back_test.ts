/** Browsers that lose their connection, their page or their tab, and miss nothing. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { browserTest, heard, say, texts } from "../helpers/browser.ts";
import { CuttingProxy } from "../helpers/cutting_proxy.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

browserTest(
  "a server that is stopped and started again: back, nothing lost or twice",
  async (browse) => {
    const first = startServer();
    const { port } = first;
    const alice = await browse(port).join("alice");
    await say(alice, "before");
    await alice.waitForFunction(() => !document.querySelector(".sending"));
    await first.close({ code: "server-closing", message: "The server is closing" });
    await alice.locator("#status-text", { hasText: "The server is closing" }).waitFor();
    await say(alice, "while it was away");
    await say(alice, "and more");
    await using second = startServer({ port });
    using bob = await RawClient.join(second.port, "bob");
    await alice.locator("#status").waitFor({ state: "hidden" });
    const said: string[] = [];
    while (said.length < 2) {
      const notice = await bob.notice();
      if (notice.type === "message") said.push(notice.text);
    }
    assertEquals(said, ["while it was away", "and more"]);
    await bob.answer({ type: "say", text: "welcome back" });
    await heard(alice, "welcome back");
    assertEquals(await texts(alice), ["before", "while it was away", "and more", "welcome back"]);
    assertEquals(await alice.locator(".sending, .failure").count(), 0);
  },
);

browserTest("a connection that breaks: what was said meanwhile comes, once", async (browse) => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  using cy = await RawClient.join(server.port, "cy");
  await using proxy = new CuttingProxy(server.port, []);
  const alice = await browse(proxy.port).join("alice");
  for (let round = 0; round < 3; round++) {
    await bob.answer({ type: "say", text: `before ${round}` });
    await heard(alice, `before ${round}`);
    proxy.breakAll();
    await alice.locator("#status:not([hidden])").waitFor();
    await bob.answer({ type: "say", text: `meanwhile ${round}` });
    await say(alice, `mine ${round}`);
    proxy.mend();
    await alice.locator("#status-action").click();
    await heard(alice, `meanwhile ${round}`);
    await alice.waitForFunction(() => !document.querySelector(".sending"));
  }
  const shown = await texts(alice);
  assertEquals(new Set(shown).size, shown.length, "nothing twice");
  assertEquals(shown.length, 9);
  const all: string[] = [];
  while (all.length < 3) {
    const notice = await cy.notice();
    if (notice.type === "message" && notice.from === "alice") all.push(notice.text);
  }
  assertEquals(all, ["mine 0", "mine 1", "mine 2"]);
  await alice.close(); // The proxy ends with its last connection.
});

browserTest("a page that is loaded again shows what it had, and goes on", async (browse) => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  const alice = await browse(server.port).join("alice");
  await bob.answer({ type: "say", text: "one" });
  await bob.answer({ type: "tell", to: "alice", text: "psst" });
  await heard(alice, "one");
  await alice.locator("#threads .badge").waitFor();
  await say(alice, "two");
  await alice.waitForFunction(() => !document.querySelector(".sending"));
  await alice.reload();
  await heard(alice, "two");
  assertEquals(await texts(alice), ["one", "two"]);
  await bob.answer({ type: "say", text: "three" });
  await heard(alice, "three");
  await alice.locator("#threads button", { hasText: "bob" }).click();
  assertEquals(await texts(alice), ["psst"]);
  assertEquals((await bob.answer({ type: "who" })).ok, { names: ["bob", "alice"] });
});

browserTest("two tabs are two people; a tab that is duplicated takes over", async (browse) => {
  await using server = startServer();
  const visitors = browse(server.port);
  const alice = await visitors.join("alice");
  const amy = await visitors.join("amy", { beside: alice });
  await say(alice, "from alice");
  await heard(amy, "from alice");
  await say(amy, "from amy");
  await heard(alice, "from amy");
  const [copy] = await Promise.all([
    alice.context().waitForEvent("page"),
    alice.evaluate(() => void globalThis.open(location.href)),
  ]);
  // A browser copies what a tab keeps when it is duplicated; the copy has it from the tab's unload
  // at the latest, which this test brings about by hand.
  const kept = await alice.evaluate(() => {
    dispatchEvent(new Event("pagehide"));
    return sessionStorage.getItem("session")!;
  });
  await copy.evaluate((kept) => sessionStorage.setItem("session", kept), kept);
  await copy.reload();
  await heard(copy, "from amy");
  await alice.locator("#status-text", { hasText: "another tab" }).waitFor();
  await say(amy, "to whom?");
  await heard(copy, "to whom?");
  await alice.click("#status-action");
  await heard(alice, "to whom?");
  await copy.locator("#status-text", { hasText: "another tab" }).waitFor();
});

browserTest("earlier messages are there on joining, and further up", async (browse) => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  for (let i = 0; i < 120; i++) await bob.answer({ type: "say", text: `line ${i}` });
  const alice = await browse(server.port).join("alice");
  await heard(alice, "line 119");
  // One page, or more where the first lines were drawn before the others came.
  assert((await texts(alice)).length >= 50);
  const log = alice.locator(".log:not([hidden])");
  await alice.waitForFunction(() => document.querySelector(".log")!.scrollTop > 100);
  await log.evaluate((view) => view.scrollTop = 0);
  await heard(alice, "line 0");
  assertEquals(await texts(alice), Array.from({ length: 120 }, (_, i) => `line ${i}`));
  assertEquals(await alice.locator(".day").count(), 1);
  await say(alice, "/find line 7");
  await alice.locator(".found li").first().waitFor();
  assertEquals((await alice.locator(".found .text").allTextContents()).includes("line 70"), true);
});
