/** The terminal in tmux, whose scrollback shows what was drawn twice or not cleared. */
import { assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { commandLine } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { Tmux } from "../helpers/tmux.ts";

const LONG = "a text that is long enough to be broken at the edge of a terminal of forty columns";
const NEEDS = ["read", "run", "env"] as const;

/** Longer than a row of 100 columns, with characters of two cells and a word that no row holds. */
const LONGER = [
  `${LONG}, and on until it is longer than a row of one hundred columns, which it is by now`,
  "世界世 한국어 日本語日本語 ".repeat(8).trim(),
  `see https://example.org/${"abcdefghij".repeat(12)} to the end`,
];

/** Joins as alice in a window of 100 columns, where bob says some things. */
async function withTalk(
  use: (tmux: Tmux) => Promise<void>,
  texts: readonly string[] = new Array<string>(5).fill(LONG),
): Promise<void> {
  await using server = startServer();
  const connect = ["connect", "alice", "127.0.0.1", `${server.port}`, "--no-history"];
  await using tmux = await Tmux.start([...commandLine(), ...connect], { columns: 100, rows: 12 });
  await tmux.until("alice", (lines) => lines.some((line) => line.includes("alice has joined")));
  using bob = await RawClient.join(server.port, "bob");
  for (const [i, text] of texts.entries()) await bob.ok({ type: "say", text: `${i} ${text}` });
  await tmux.press("typed");
  await tmux.until("the talk", (lines) => lines.at(-1)!.endsWith("› typed"));
  await use(tmux);
}

/** What the lines say, however they are broken. */
function squeezed(lines: readonly string[]): string {
  return lines.join("").replace(/\s/g, "");
}

/** Resizes the window, and checks that scrollback and screen hold each line once, in order. */
async function resizeAndCheck(tmux: Tmux, widths: readonly number[]): Promise<void> {
  const before = squeezed(await tmux.lines());
  let typed = "typed";
  for (const [i, width] of widths.entries()) {
    await tmux.resize(width);
    // Once this key is shown, the window is drawn in the new size.
    await tmux.press(`${i}`);
    typed += `${i}`;
    const ends = (lines: readonly string[]) => squeezed(lines).endsWith(`›${typed}`);
    const lines = await tmux.until(`${width} columns`, ends);
    assertEquals(squeezed(lines), before.replace(/typed$/, typed), `${width} columns`);
  }
}

const SIZES = [[30, 100, 30, 100], [20, 60, 100], [31, 57, 23, 100, 40, 99]];

for (const widths of SIZES) {
  for (const count of [1, 3, 20]) {
    testWith(
      [...NEEDS],
      `tmux: ${count} long lines at ${
        widths.join(", ")
      } columns are there once, scrollback included`,
      () =>
        withTalk(
          (tmux) => resizeAndCheck(tmux, widths),
          Array.from({ length: count }, (_, i) => LONGER[i % LONGER.length]!),
        ),
      { program: "tmux" },
    );
  }
}

testWith(
  [...NEEDS],
  "tmux: a window that becomes narrow and wide again shows everything once",
  () =>
    withTalk(async (tmux) => {
      const before = await tmux.lines();
      await tmux.resize(40);
      await tmux.until("40 columns", (lines) => lines.every(({ length }) => length <= 40));
      await tmux.press("Left", "Right");
      await tmux.resize(100);
      const isWide = (lines: readonly string[]) => (lines.at(-2) ?? "").includes(LONG.slice(-9));
      const after = await tmux.until("100 columns", isWide);
      const messages = (lines: readonly string[]) =>
        lines.filter((line) => /bob: \d/.test(line)).length;
      assertEquals([messages(before), messages(after)], [5, 5]);
      assertEquals(after.filter((line) => line.includes("› typed")).length, 1);
    }),
  { program: "tmux" },
);

testWith(
  [...NEEDS],
  "tmux: keys after Ctrl-L leave nothing in the scrollback",
  () =>
    withTalk(async (tmux) => {
      await tmux.press("C-l");
      const cleared = await tmux.until(
        "a clear screen",
        (lines) => lines.at(-1)!.includes("typed"),
      );
      await tmux.press(..."abcdef");
      const typed = await tmux.until("keys", (lines) => lines.at(-1)!.endsWith("typedabcdef"));
      assertEquals(typed.length, cleared.length);
    }),
  { program: "tmux" },
);
