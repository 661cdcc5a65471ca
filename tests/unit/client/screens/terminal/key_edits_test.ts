import { assertEquals } from "@std/assert";
import { Editor } from "../../../../../client/screens/terminal/editor.ts";
import { pure } from "../../../../helpers/pure.ts";

const KEYS = {
  altLeft: "\x1b[1;3D",
  altRight: "\x1b[1;3C",
  altBackspace: "\x1b\x7f",
  altEnter: "\x1b\r",
  altU: "\x1bu",
  altL: "\x1bl",
  altC: "\x1bc",
  ctrlT: "\x14",
  ctrlY: "\x19",
  ctrlU: "\x15",
  ctrlA: "\x01",
  up: "\x1b[A",
  down: "\x1b[B",
  left: "\x1b[D",
} as const;

/** Each: what is typed, then the keys, then the line with a bar for the cursor. */
const CASES: readonly [string, string, readonly (keyof typeof KEYS)[], string][] = [
  ["Alt-Left moves by a word", "one two", ["altLeft"], "one |two"],
  ["Alt-Right moves by a word", "one two", ["ctrlA", "altRight"], "one |two"],
  ["Alt-Backspace erases a word", "one two", ["altBackspace"], "one |"],
  ["Alt-Enter breaks the line", "one", ["altEnter"], "one\n|"],
  ["Alt-U makes a word upper case", "one two", ["altLeft", "altU"], "one TWO|"],
  ["Alt-L makes a word lower case", "ÉÉN TWO", ["ctrlA", "altL"], "één| TWO"],
  ["Alt-C capitalizes a word", "one two", ["ctrlA", "altC"], "One| two"],
  ["Ctrl-T exchanges the last two", "teh", ["ctrlT"], "the|"],
  ["Ctrl-T exchanges around the cursor", "ab", ["left", "ctrlT"], "ba|"],
  ["Ctrl-Y brings back what Ctrl-U took", "one two", ["ctrlU", "ctrlY"], "one two|"],
  ["Up moves within a block", "one\nthree", ["up"], "one|\nthree"],
  [
    "Up and Down keep the column",
    "one\nthree",
    ["left", "left", "left", "up", "down"],
    "one\nth|ree",
  ],
];

for (const [what, typed, keys, expected] of CASES) {
  pure(`the editor: ${what}`, () => {
    const ignore = () => {};
    const handlers = { line: ignore, tab: ignore, interrupt: ignore, end: ignore, clear: ignore };
    const editor = new Editor(handlers, ["earlier"]);
    editor.insert(typed);
    for (const key of keys) editor.press(KEYS[key]);
    const { line, cursor } = editor;
    editor.close();
    assertEquals(`${line.slice(0, cursor)}|${line.slice(cursor)}`, expected);
  });
}

pure("the editor: Up above a block's first line brings back what was typed before", () => {
  const ignore = () => {};
  const handlers = { line: ignore, tab: ignore, interrupt: ignore, end: ignore, clear: ignore };
  const editor = new Editor(handlers, ["earlier"]);
  editor.press(KEYS.up);
  assertEquals(editor.line, "earlier");
  editor.close();
});
