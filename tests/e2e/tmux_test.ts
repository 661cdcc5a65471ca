/** The terminal in tmux, whose scrollback shows what was drawn twice or not cleared. */
import { assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { commandLine } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { Tmux } from "../helpers/tmux.ts";

const LONG = "a text that is long enough to be broken at the edge of a terminal of forty columns";
const NEEDS = ["read", "run", "env"] as const;

/** Joins as alice in a window of 100 columns, where bob says five things. */
async function withTalk(use: (tmux: Tmux) => Promise<void>): Promise<void> {
  await using server = startServer();
  const connect = ["connect", "alice", "127.0.0.1", `${server.port}`, "--no-history"];
  await using tmux = await Tmux.start([...commandLine(), ...connect], { columns: 100, rows: 12 });
  await tmux.until("alice", (lines) => lines.some((line) => line.includes("alice has joined")));
  using bob = await RawClient.join(server.port, "bob");
  for (let i = 0; i < 5; i++) await bob.ok({ type: "say", text: `${i} ${LONG}` });
  await tmux.press("typed");
  await tmux.until("the talk", (lines) => lines.at(-1)!.endsWith("› typed"));
  await use(tmux);
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
