import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { printed } from "../../../../../protocol/mod.ts";
import fc from "../../../../helpers/fast_check.ts";
import {
  colourOf,
  COLOURS,
  NAME_COLOURS,
  NO_COLOURS,
} from "../../../../../client/screens/terminal/colours.ts";
import { Completion } from "../../../../../client/screens/terminal/completion.ts";
import type { LogLine } from "../../../../../client/screens/terminal/wrap.ts";
import { Dress } from "../../../../../client/screens/terminal/dress.ts";
import { Editor } from "../../../../../client/screens/terminal/editor.ts";
import { Folding } from "../../../../../client/screens/terminal/folding.ts";
import { cellsOf, clipCells, glyphs } from "../../../../../client/screens/terminal/glyphs.ts";
import { Keyboard } from "../../../../../client/screens/terminal/keyboard.ts";
import { layout } from "../../../../../client/screens/terminal/layout.ts";
import { said } from "../../../../../client/session/line.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("glyphs() keeps accents and emoji whole, and counts cells", () => {
  const cases: [string, string[], number][] = [
    ["abc", ["a", "b", "c"], 3],
    ["世界", ["世", "界"], 4],
    ["e\u0301x", ["e\u0301", "x"], 2],
    ["😀", ["😀"], 2],
    ["❤\ufe0f", ["❤\ufe0f"], 2],
    ["👩‍💻", ["👩‍💻"], 4],
    ["\t", ["\t"], 4],
    ["a\u202eb", ["a", "\u202e", "b"], 3],
    ["", [], 0],
  ];
  for (const [text, expected, cells] of cases) {
    assertEquals(glyphs(text).map((glyph) => glyph.text), expected);
    assertEquals(cellsOf(text), cells, text);
  }
});

pure("clipCells() cuts between glyphs and never shows more than there is room for", () => {
  assertEquals(clipCells("abcdef", 6), "abcdef");
  assertEquals(clipCells("abcdef", 5), "abcd…");
  assertEquals(clipCells("世界世", 5), "世界…");
  assertEquals(clipCells("世界世", 6), "世界世");
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, cells) => {
    assert(cellsOf(clipCells(text, cells + 1)) <= cells + 1);
  }));
});

const rowsOf = (line: string, cursor: number, columns: number, max = 100) => {
  const { rows, cursorRow, before } = layout({ prompt: "> ", line, cursor }, columns, max);
  return {
    rows: rows.map(({ prompt, line }) => prompt + line),
    cursor: [before.cells, cursorRow],
  };
};

pure("layout() wraps where the row is full, not in the middle of a wide glyph", () => {
  assertEquals(rowsOf("abc", 3, 6), { rows: ["> abc"], cursor: [5, 0] });
  assertEquals(rowsOf("abcd", 4, 6), { rows: ["> abcd", ""], cursor: [0, 1] });
  assertEquals(rowsOf("abcd", 3, 6), { rows: ["> abcd"], cursor: [5, 0] });
  assertEquals(rowsOf("abcde", 5, 6), { rows: ["> abcd", "e"], cursor: [1, 1] });
  assertEquals(rowsOf("abc世", 3, 6), { rows: ["> abc", "世"], cursor: [0, 1] });
  assertEquals(rowsOf("a\nb", 1, 6), { rows: ["> a", "b"], cursor: [3, 0] });
  assertEquals(rowsOf("a\nb", 2, 6), { rows: ["> a", "b"], cursor: [0, 1] });
});

pure("layout() shows the rows around the cursor when there are too many", () => {
  const line = Array.from({ length: 50 }, (_, i) => `line ${i}`).join("\n");
  const shown = rowsOf(line, line.length, 20, 5);
  assertEquals(shown.rows, ["line 45", "line 46", "line 47", "line 48", "line 49"]);
  assertEquals(rowsOf(line, 0, 20, 3).rows, ["> line 0", "line 1", "line 2"]);
});

pure("layout() never overfills a row, and keeps every glyph", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 });
  fc.assert(fc.property(text, fc.integer({ min: 2, max: 40 }), fc.nat(), (line, columns, at) => {
    const all = glyphs(line);
    const cursor = all.slice(0, at % (all.length + 1)).map(({ text }) => text).join("").length;
    const { rows, cursorRow, before } = layout({ prompt: "> ", line, cursor }, columns, 10_000);
    for (const row of rows) assert(row.cells <= columns || glyphs(row.line).length === 1);
    assertEquals(
      rows.map((row) => row.line).join(""),
      all.filter(({ text }) => text !== "\n").map(({ shown }) => shown).join(""),
    );
    assert(cursorRow < rows.length && before.cells <= columns);
  }));
});

pure("Keyboard tells pastes from keys, however the bytes are split", () => {
  const stream = "ab\x1b[200~one\rtwo\r\n\tthree\x1b[31m\n\x1b[201~c\x1b[A";
  fc.assert(fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
    let keys = "";
    const pastes: string[] = [];
    const keyboard = new Keyboard({
      keys: (more) => keys += more,
      paste: (text) => pastes.push(text),
    });
    const ends = [...cuts.sort((a, b) => a - b), stream.length];
    ends.forEach((end, i) => keyboard.feed(stream.slice(i === 0 ? 0 : ends[i - 1], end)));
    assertEquals(keys, "abc\x1b[A");
    assertEquals(pastes, ["one\ntwo\n\tthree[31m"]);
  }));
});

pure("the editor moves and deletes by what a user takes for one character", () => {
  const editor = new Editor(
    { line() {}, tab() {}, interrupt() {}, end() {}, clear() {}, suspend() {} },
    ["earlier"],
  );
  editor.press("xe\u0301👩‍💻y");
  editor.press("\x1b[D\x1b[D");
  assertEquals(editor.cursor, 3);
  editor.press("\x1b[D");
  assertEquals(editor.cursor, 1);
  editor.press("\x1b[C\x1b[C");
  assertEquals(editor.cursor, 8);
  editor.insert("!");
  assertEquals([editor.line, editor.cursor], ["xe\u0301👩‍💻!y", 9]);
  for (const key of ["\x7f", "\x7f", "\x7f", "\x1b[3~"]) editor.press(key);
  assertEquals([editor.line, editor.cursor], ["x", 1]);
  editor.insert("👩‍💻e\u0301z");
  for (const key of ["\x01", "\x1b[C", "\x1b[3~"]) editor.press(key);
  assertEquals([editor.line, editor.cursor], ["xe\u0301z", 1]);
  editor.press("\x1b[3~");
  assertEquals([editor.line, editor.cursor], ["xz", 1]);
  editor.close();
});

pure("the editor stays quick in a long line", () => {
  const editor = new Editor({
    line() {},
    tab() {},
    interrupt() {},
    end() {},
    clear() {},
    suspend() {},
  }, []);
  editor.insert("e\u0301😀".repeat(25_000));
  const { cursor } = editor;
  editor.press("\x1b[D");
  assertEquals(editor.cursor, cursor - 2);
  editor.press("\x1b[D\x7f");
  assertEquals([editor.cursor, editor.line.length], [cursor - 6, 100_000 - 2]);
  editor.close();
});

pure("the editor goes back to lines that begin like this one, and forgets nothing typed", () => {
  const editor = new Editor(
    { line() {}, tab() {}, interrupt() {}, end() {}, clear() {}, suspend() {} },
    ["/who", "hello bob", "/get a"],
  );
  editor.press("/");
  const seen = ["\x1b[A", "\x1b[A", "\x1b[B", "\x1b[B"].map((key) => {
    editor.press(key);
    return editor.line;
  });
  assertEquals(seen, ["/who", "/get a", "/who", "/"]);
  editor.press("xyz");
  editor.press("\x1b[D");
  editor.press("\x1b[A");
  assertEquals(editor.line, "/xyz");
  editor.close();
});

pure("a name's colour is always the same, and stands out from black and from white", () => {
  assertEquals(colourOf("alice"), colourOf("alice"));
  const used = new Set(Array.from({ length: 500 }, (_, i) => colourOf(`user${i}`)));
  assertEquals(used.size, NAME_COLOURS.length);
  for (const colour of NAME_COLOURS) {
    const light = luminance(colour);
    assertGreaterOrEqual((light + 0.05) / 0.05, 3.8);
    assertGreaterOrEqual(1.05 / (light + 0.05), 3.8);
  }
});

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance of one of the 216 colours of the cube. */
function luminance(colour: number): number {
  const cube = [0, 95, 135, 175, 215, 255];
  const [red, green, blue] = [36, 6, 1].map((step) => {
    const part = cube[Math.floor((colour - 16) / step) % 6]! / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

const message = (from: string, text: string, time: number, more = {}) => ({
  kind: "out" as const,
  text: said(from, text),
  about: { type: "message" as const, from, text, time, ...more },
});

const at = (hours: number, minutes: number, day = 21) =>
  new Date(2026, 10, day, hours, minutes).getTime();

const texts = (lines: readonly LogLine[]) => lines.map(({ text }) => text);

pure("Dress shows what was typed below its prompt, and without a prompt as it is", () => {
  const dress = new Dress(NO_COLOURS, at(9, 0));
  const prompt = printed`alice> `;
  assertEquals(dress.typed("hi\n\x1b[2Jyou", prompt, at(9, 5)), [
    { text: "09:05 alice> hi", indent: 13 },
    { text: "you", indent: 0 },
  ]);
  assertEquals(dress.typed("  ", prompt, at(9, 5)), []);
  assertEquals(texts(dress.typed("a\n b", printed``, at(9, 5))), ["a", " b"]);
});

pure("Dress marks a mention without colors too", () => {
  const dress = new Dress(NO_COLOURS, at(9, 0));
  const mention = { ...message("bob", "hi alice", at(9, 5)), alert: "mention" as const };
  assertEquals(texts(dress.line(mention)), ["09:05 > bob: hi alice"]);
});

pure("Dress puts the time of day before, and marks a new day once", () => {
  const dress = new Dress(NO_COLOURS, at(9, 0));
  assertEquals(texts(dress.line(message("bob", "hi", at(9, 5)))), ["09:05 bob: hi"]);
  assertEquals(texts(dress.line(message("bob", "late", at(0, 1, 22)))), [
    "── Sunday, 22 November 2026 ──",
    "00:01 bob: late",
  ]);
  assertEquals(texts(dress.line(message("bob", "later", at(0, 2, 22)))), ["00:02 bob: later"]);
  assertEquals(texts(dress.line(message("bob", "/me waves", at(0, 2, 22)))), ["00:02 * bob waves"]);
  const secret = message("bob", "/me winks", at(0, 2, 22), { private: true });
  assertEquals(texts(dress.line(secret)), ["00:02 * bob (private) winks"]);
  assertEquals(texts(dress.line({ kind: "out", text: printed`Online: bob` })), ["Online: bob"]);
});

pure("Dress sets private messages and mentions apart, and shows no control character", () => {
  const dress = new Dress(COLOURS, at(9, 0));
  const [line] = texts(dress.line(message("bob", "psst", at(9, 5), { private: true })));
  assert(line!.includes("\x1b[35mbob (private):\x1b[0m psst"), line);
  const [mention] = texts(
    dress.line({ ...message("bob", "hi alice", at(9, 5)), alert: "mention" }),
  );
  assert(mention!.includes("\x1b[7mbob\x1b[0m: \x1b[1mhi alice\x1b[0m"), mention);
  const [forged] = texts(dress.line(message("bob", "a\x1b[2Jb\x9bmc", at(9, 5))));
  assert(forged!.endsWith(": abc"), forged);
});

pure("Dress shows the further lines of a message so that none looks like a message", () => {
  const dress = new Dress(NO_COLOURS, at(9, 0));
  assertEquals(
    texts(dress.line(message("bob", "/me says:\ncarol: hi\r\n14:03 dave: yo\n", at(9, 5)))),
    [
      "09:05 * bob says:",
      "          carol: hi",
      "          14:03 dave: yo",
    ],
  );
  const coloured = new Dress(COLOURS, at(9, 0));
  const mention = { ...message("bob", "hi\nalice", at(9, 5)), alert: "mention" as const };
  assertEquals(coloured.line(mention)[1]!.text, "          \x1b[1malice\x1b[0m");
});

pure("Folding makes one line of comings and goings", () => {
  const folding = new Folding();
  const went = (name: string, type: "joined" | "left", time = 0) =>
    folding.take({ type, name, time });
  went("bob", "joined");
  assertEquals(folding.text, "bob has joined");
  went("carol", "joined");
  went("dave", "left");
  assertEquals(folding.text, "bob and carol have joined, dave has left");
  went("bob", "left");
  went("dave", "joined");
  assertEquals(folding.text, "bob came and went, carol has joined, dave went and came back");
  folding.clear();
  for (const name of "abcdefgh") went(name, "left");
  assertEquals(folding.text, "a, b, c, d, e and 3 others have left");
});

pure("Folding leaves those alone who spoke within ten minutes", () => {
  const folding = new Folding();
  folding.spoken({ type: "message", from: "bob", text: "hi", time: 0 });
  assertEquals(folding.take({ type: "left", name: "bob", time: 600_000 }), false);
  assertEquals(folding.take({ type: "left", name: "bob", time: 600_001 }), true);
});

pure("Completion puts in what is beyond doubt, then each choice in turn", () => {
  const choices = { from: 0, options: [{ value: "bob: " }, { value: "Bobby: " }] };
  const completion = new Completion(choices);
  assertEquals(completion.first(), { from: 0, text: "bob" });
  assertEquals(completion.hints(), ["  bob  Bobby"]);
  const turns = [completion.next(), completion.next(), completion.next()];
  assertEquals(turns.map(({ text }) => text), ["bob: ", "Bobby: ", "bob: "]);
  const many = Array.from({ length: 9 }, (_, i) => ({ value: `f${i}`, remark: "1 B" }));
  assertEquals(new Completion({ from: 0, options: many.slice(1) }).hints().length, 8);
  assertEquals(new Completion({ from: 0, options: many }).hints().at(-1), "  … and 2 more");
});
