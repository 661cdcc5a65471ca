/** What others send is only ever text, and other pages get nothing. */
/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { browserTest, enter, heard } from "../helpers/browser.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { noise } from "../helpers/noise.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

const EVIL = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>";

browserTest("texts, names and file names are inert", async (browse) => {
  const files = { [`${EVIL.replaceAll("/", "")}.png`]: noise(10), "a\u202egnp.exe": noise(10) };
  await using server = startServer({ folder: new MemoryFolder(files) });
  using bob = await RawClient.join(server.port, "o'b&quot;b");
  const alice = await browse(server.port).join("alice");
  const texts = [
    EVIL,
    "a\u202eb\u2066c\x1b[31m\x07",
    "javascript:alert(1)",
    "&lt;b&gt; \u0000 end",
  ];
  for (const text of texts) await bob.answer({ type: "say", text });
  await bob.answer({ type: "tell", to: "alice", text: EVIL });
  await heard(alice, EVIL);
  await heard(alice, "&lt;b&gt;  end");
  const log = alice.locator(".log:not([hidden])");
  assertEquals(await log.locator("img, script, b, a").count(), 0);
  assertEquals(await log.locator(".text").nth(1).textContent(), "abc[31m");
  await alice.click("#files");
  await alice.locator(".files li").first().waitFor();
  assertEquals(await alice.locator(".files bdi img, .files script").count(), 0);
  const shown = await alice.locator(".files bdi").allTextContents();
  assertEquals(shown.toSorted(), [`${EVIL.replaceAll("/", "")}.png`, "agnp.exe"].toSorted());
  await alice.keyboard.press("Escape");
  await bob.answer({ type: "say", text: "see https://a.example/x?y=<b> and http://b.example." });
  await log.locator("a").nth(1).waitFor();
  const links = await log.locator("a").evaluateAll((all) =>
    all.map((link) => [link.getAttribute("href"), link.getAttribute("rel")])
  );
  assertEquals(links, [
    ["https://a.example/x?y=", "noopener noreferrer"],
    ["http://b.example/", "noopener noreferrer"],
  ]);
  assertEquals((await alice.title()).includes("owned"), false);
});

browserTest(
  "a file is downloaded whole, with a click; a picture is shown on demand",
  async (browse) => {
    const bytes = noise(3_000_000);
    const picture = await Deno.readFile(new URL("../../SharedFiles/photo.png", import.meta.url));
    const folder = new MemoryFolder({ "sub/é & b.bin": bytes, "photo.png": picture });
    await using server = startServer({ folder });
    const alice = await browse(server.port).join("alice");
    await alice.click("#files");
    const [download] = await Promise.all([
      alice.waitForEvent("download"),
      alice.locator(".files li", { hasText: "é & b.bin" }).locator("a").click(),
    ]);
    assertEquals(download.suggestedFilename(), "é & b.bin");
    assertEquals(await Deno.readFile(await download.path()), bytes);
    await alice.locator(".files button", { hasText: "Show" }).click();
    await alice.waitForFunction(() =>
      document.querySelector<HTMLImageElement>(".files img")?.naturalWidth
    );
  },
);

browserTest("a page of another server reads nothing and joins nothing", async (browse) => {
  await using server = startServer({ folder: new MemoryFolder({ "a.png": noise(10) }) });
  const html = "<!DOCTYPE html><title>evil</title>";
  await using evil = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(html, { headers: { "content-type": "text/html" } }),
  );
  const page = await browse(evil.addr.port).visit();
  const found = await page.evaluate(async (port) => {
    const origin = `localhost:${port}`;
    const read = await fetch(`http://${origin}/`).then(() => "read", () => "blocked");
    const socket = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://${origin}/ws`);
      socket.onopen = () => resolve("joined");
      socket.onerror = () => resolve("blocked");
    });
    const image = await new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve("shown");
      image.onerror = () => resolve("blocked");
      image.src = `http://${origin}/files/a.png`;
    });
    return [read, socket, image];
  }, server.port);
  assertEquals(found, ["blocked", "blocked", "blocked"]);
});

browserTest(
  "a second connection that is closed for its silence, then four files at once",
  async (browse) => {
    const folder = new MemoryFolder({
      a: noise(100_000),
      b: noise(100_000, 2),
      c: noise(1),
      d: noise(9),
    });
    await using server = startServer({ folder, limits: { helloMs: 2_000 } });
    const page = await browse(server.port).visit();
    await enter(page, "alice");
    // What Chromium opens and keeps for later; its own silent connections may come beside.
    using silent = await RawClient.connect(server.port);
    const answer = new TextDecoder().decode(await silent.rest());
    assertEquals(answer.startsWith("HTTP/1.1 408 "), true, answer);
    await page.waitForTimeout(1_500);
    const sizes = await page.evaluate(() =>
      Promise.all(
        ["a", "b", "c", "d"].map(async (name) =>
          (await (await fetch(`/files/${name}`)).arrayBuffer()).byteLength
        ),
      )
    );
    assertEquals(sizes, [100_000, 100_000, 1, 9]);
  },
);

browserTest("a server with a password asks for it, and lets in who knows it", async (browse) => {
  const folder = new MemoryFolder({ "a b.bin": noise(1_000) });
  await using server = startServer({ password: "sesame", folder });
  const page = await browse(server.port).visit();
  assertEquals(await page.locator("#lock").isHidden(), true);
  await page.fill("#name", "alice");
  await page.press("#name", "Enter");
  await page.locator("#lock").waitFor();
  await page.fill("#password", "guess");
  await page.press("#password", "Enter");
  await page.locator("#refusal", { hasText: "password" }).waitFor();
  await page.fill("#password", "sesame");
  await page.press("#password", "Enter");
  await page.waitForSelector("#me .name:not(:empty)");
  await page.reload();
  await page.waitForSelector("#me .name:not(:empty)");
  assertEquals(await page.locator("#lock").isHidden(), true);
  await page.click("#files");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".files a").click(),
  ]);
  assertEquals(await Deno.readFile(await download.path()), noise(1_000));
});
