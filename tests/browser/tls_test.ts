/** The page over https and wss, on a server that made its own certificate and has a password. */
/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { Chromium } from "../helpers/browser.ts";
import { testWith } from "../helpers/needs.ts";
import { Program, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

testWith(
  ["read", "write", "run", "env"],
  "Chromium joins over TLS, with the password",
  async () => {
    await using home = await TempFolder.make({ password: "lamp-river-stone\n" });
    const env = { XDG_STATE_HOME: home.file("state") };
    const given = ["--password-file", home.file("password")];
    const { server, port } = await serve(["--tls", ...given], { env });
    await using _server = server;
    await using bob = Program.start(["connect", "bob", "127.0.0.1", port, ...given], { env });
    await bob.line("bob has joined");
    await using chromium = await Chromium.start();
    const { browser } = chromium;
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`https://127.0.0.1:${port}/`);
    await page.fill("#name", "alice");
    await page.click("#join .main");
    await page.waitForSelector("#password", { state: "visible" });
    await page.fill("#password", "lamp-river-stone");
    await page.click("#join .main");
    await bob.line("alice has joined");
    await page.fill("#text", "over wss");
    await page.press("#text", "Enter");
    await bob.line("alice: over wss");
    assertEquals(await page.evaluate("isSecureContext"), true);
  },
  { program: "chromium" },
);
