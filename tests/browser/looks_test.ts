/** How the page looks and feels: accessibility, both colour schemes, small screens. */
/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { browserTest, enter, heard, say, violations } from "../helpers/browser.ts";
import type { Page } from "../helpers/playwright.ts";
import { ROOT } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { DiskFolder } from "../../server/files/disk_folder.ts";

/** The looks that are checked: colours, and the width of the smallest phone beside that of a desk. */
const LOOKS = [
  { scheme: "light", width: 1_000, height: 680 },
  { scheme: "dark", width: 1_000, height: 680 },
  { scheme: "light", width: 320, height: 640 },
  { scheme: "dark", width: 320, height: 640 },
] as const;

for (const look of LOOKS) {
  const { scheme, width } = look;
  browserTest(`axe finds nothing in ${scheme} at ${width} px`, async (browse) => {
    const folder = await DiskFolder.open(`${ROOT}SharedFiles`);
    await using server = startServer({ folder });
    const page = await browse(server.port).visit(look);
    assertEquals(await violations(page), [], "where a name is typed");
    await page.fill("#name", "a b");
    await page.press("#name", "Enter");
    await page.locator("#refusal:not(:empty)").waitFor();
    assertEquals(await violations(page), [], "where a name is refused");
    using bob = await RawClient.join(server.port, "bob");
    await enter(page, "alice");
    await furnish(page, bob);
    assertEquals(await violations(page), [], "in the room");
    assertEquals(await sticksOut(page), [], "nothing is wider than the screen");
    await keepPicture(page, look);
    if (width < 700) await page.click("#menu");
    await page.locator("#threads button", { hasText: "bob" }).waitFor();
    assertEquals(await violations(page), [], "with the list of people");
    await page.locator("#threads button", { hasText: "bob" }).click();
    await page.click("#files");
    await page.locator(".files li").first().waitFor();
    assertEquals(await violations(page), [], "with the list of files");
  });
}

/** Says a little of everything. */
async function furnish(page: Page, bob: RawClient): Promise<void> {
  await say(page, "Good morning! The minutes of Tuesday are in the shared folder.");
  await heard(page, "Good morning! The minutes of Tuesday are in the shared folder.");
  const texts = [
    "Thanks, reading them now.",
    "There is a photo too, see https://example.org/notes?id=7",
    "/me makes coffee",
    "@alice what is left to do:\n- measure twice\n- cut once",
  ];
  for (const text of texts) await bob.answer({ type: "say", text });
  await bob.answer({ type: "tell", to: "alice", text: "Are you coming to lunch?" });
  await page.locator("#menu-count, #threads .badge").getByText("1").first().waitFor({
    state: "attached",
  });
  await say(page, "Nearly done 👍 (שלום)");
  await page.waitForFunction(() => !document.querySelector(".sending"));
}

/** What is wider than the screen. */
async function sticksOut(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll("main *, header *")].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 1 && right > innerWidth + 1;
    }).map((element) => element.outerHTML.slice(0, 80))
  );
}

/** Makes the pictures of the documents anew, if that is asked for. */
async function keepPicture(page: Page, { scheme, width }: typeof LOOKS[number]): Promise<void> {
  if (!Deno.env.get("UPDATE_DOCS") || width < 700) return;
  await page.mouse.move(0, 0);
  const name = scheme === "dark" ? "page-dark" : "page-light";
  await page.screenshot({ path: `${ROOT}docs/${name}.png` });
}
