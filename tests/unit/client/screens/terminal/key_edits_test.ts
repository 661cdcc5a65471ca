import { assertEquals } from "@std/assert";
import { Editor } from "../../../../../client/screens/terminal/editor.ts";
import { pure } from "../../../../helpers/pure.ts";
import { keysOf, READLINE_CASES } from "../../../../helpers/readline_cases.ts";

const ignore = () => {};
const HANDLERS = {
  line: ignore,
  tab: ignore,
  interrupt: ignore,
  end: ignore,
  clear: ignore,
  suspend: ignore,
};

function editorWith(text: string, history: readonly string[] = ["earlier"]): Editor {
  const editor = new Editor(HANDLERS, history);
  editor.insert(text);
  return editor;
}

/** The line, with a bar for the cursor. */
function shown({ line, cursor }: Editor): string {
  return `${line.slice(0, cursor)}|${line.slice(cursor)}`;
}

for (const [typed, expected] of READLINE_CASES) {
  pure(`the editor, as readline of bash: ${typed}`, () => {
    const editor = editorWith("");
    for (const key of typed.match(/<[^>]*>|[^<]/g) ?? []) editor.press(keysOf(key));
    assertEquals(shown(editor), expected);
    editor.close();
  });
}

const ALT_ENTER = "\x1b\r";
const UP = "\x1b[A";
const DOWN = "\x1b[B";
const LEFT = "\x1b[D";
const UNDO = "\x1f";

/** What bash has otherwise or not at all: what is there, the keys, and what becomes of it. */
const OWN_CASES: readonly (readonly [what: string, text: string, keys: string, then: string])[] = [
  ["Alt-Left of xterm", "one two", "\x1b[1;3D", "one |two"],
  ["Alt-Right of xterm", "one two", "\x01\x1b[1;3C", "one| two"],
  ["Alt-Enter breaks the line", "one", ALT_ENTER, "one\n|"],
  ["Up moves within a block", "one\nthree", UP, "one|\nthree"],
  ["Up and Down keep the column", "one\nthree", LEFT + LEFT + LEFT + UP + DOWN, "one\nth|ree"],
  ["Ctrl-T keeps accents with their letters", "e\u0301x", "\x14", "xe\u0301|"],
  ["Ctrl-W after an emoji", "a 👩‍💻", "\x17", "a |"],
  ["Ctrl-_ brings the cursor back too", "one two", "\x01\x1bu" + UNDO, "|one two"],
  ["Alt-Y comes round", "", "a\x15b\x15c\x15\x19\x1by\x1by\x1by", "c|"],
  ["Ctrl-T is undone", "teh", "\x14" + UNDO, "teh|"],
  ["what Tab or a paste put in is undone", "pasted", UNDO, "|"],
  ["history is undone", "", UP + UNDO, "|"],
];

for (const [what, text, keys, expected] of OWN_CASES) {
  pure(`the editor: ${what}`, () => {
    const editor = editorWith(text);
    editor.press(keys);
    assertEquals(shown(editor), expected);
    editor.close();
  });
}

pure("the editor: Up above a block's first line brings back what was typed before", () => {
  const editor = editorWith("");
  editor.press(UP);
  assertEquals(editor.line, "earlier");
  editor.close();
});

pure("the editor: Ctrl-_ undoes nothing of the lines before", () => {
  const editor = editorWith("");
  editor.press(`one\rtwo${UNDO}${UNDO}`);
  assertEquals(shown(editor), "|");
  editor.close();
});

pure("the editor stays quick with a word of 200,000 letters", () => {
  const editor = editorWith(`${"a".repeat(200_000)} b`);
  const began = performance.now();
  editor.press(keysOf("<alt-left><alt-left><alt-right><alt-u><ctrl-t><ctrl-w><ctrl-y><ctrl-_>"));
  assertEquals(performance.now() - began < 1_000, true);
  editor.close();
});
