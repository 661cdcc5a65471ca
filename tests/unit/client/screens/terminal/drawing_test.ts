import { assertEquals } from "@std/assert";
import { Drawing } from "../../../../../client/screens/terminal/drawing.ts";
import type { Cell } from "../../../../../client/screens/terminal/size.ts";
import { Painter } from "../../../../../client/screens/terminal/painter.ts";
import { idle } from "../../../../helpers/manual_clock.ts";
import { pure } from "../../../../helpers/pure.ts";

/** A drawing above a block that is `>`, and what each write to the terminal shows. */
function drawn() {
  const writes: string[] = [];
  const painter = new Painter({
    write: (text) => writes.push(visible(text)),
    size: () => ({ columns: 80, rows: 24 }),
    dressPrompt: (prompt) => prompt,
    dressHint: (hint) => hint,
  });
  const block = () => ({ hints: [">"], prompt: "", line: "", cursor: 0 });
  const drawing = new Drawing(painter, block);
  return { drawing, writes, log: (text: string) => drawing.log([{ text, indent: 0 }]) };
}

/** What is left without control sequences and the ends of rows; the bell is `BELL`. */
function visible(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll("\x07", "BELL").replace(/\x1b\[[?\d;]*[A-Za-z]|[\r\n]/g, "");
}

pure("Drawing draws once for all that changes in one tick, and rings once", async () => {
  const { drawing, writes, log } = drawn();
  log("one");
  drawing.ring();
  log("two");
  drawing.update();
  assertEquals(writes, []);
  await idle();
  log("three");
  await idle();
  assertEquals(writes, ["onetwo>BELL", "three>"]);
});

pure(
  "Drawing draws nothing while the terminal is the shell's, and all of it afterwards",
  async () => {
    const { drawing, writes, log } = drawn();
    log("one");
    drawing.pause();
    assertEquals(writes, ["one"], "at once, and without the block");
    log("two");
    await idle();
    assertEquals(writes.length, 1);
    drawing.resume();
    await idle();
    assertEquals(writes.slice(1), ["two>"]);
  },
);

pure("Drawing draws only further lines once it is closed, without the block", async () => {
  const { drawing, writes, log } = drawn();
  log("one");
  drawing.close();
  drawing.update();
  await idle();
  assertEquals(writes, ["one"]);
  log("two");
  drawing.clear();
  drawing.resume();
  await idle();
  assertEquals(writes, ["one", "two"]);
});

pure("Drawing leaves out what was cleared before it was drawn", async () => {
  const { drawing, writes, log } = drawn();
  log("one");
  drawing.clear();
  await idle();
  assertEquals(writes.join("").includes("one"), false);
});

pure("Drawing asks where the cursor is after a resize, and draws once it knows", async () => {
  const writes: string[] = [];
  let columns = 80;
  const answers: ((cell: Cell | undefined) => void)[] = [];
  const painter = new Painter({
    write: (text) => writes.push(visible(text)),
    size: () => ({ columns, rows: 24 }),
    dressPrompt: (prompt) => prompt,
    dressHint: (hint) => hint,
  });
  const block = () => ({ hints: [], prompt: ">", line: "", cursor: 0 });
  const locate = () => new Promise<Cell | undefined>((answer) => answers.push(answer));
  const drawing = new Drawing(painter, block, { isUnsure: (isResized) => isResized, locate });
  drawing.update();
  await idle();
  columns = 40;
  drawing.update();
  await idle();
  drawing.log([{ text: "one", indent: 0 }]);
  await idle();
  assertEquals([answers.length, writes.length], [1, 1]);
  answers[0]!({ row: 1, column: 2 });
  await idle();
  assertEquals([answers.length, writes.length], [1, 2]);
  assertEquals(writes[1]!.trim().replace(/\s+/g, " ").startsWith("one"), true);
});
