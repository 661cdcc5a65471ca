import { unicode, xterm } from "../../../../helpers/xterm.ts";
import { assertEquals } from "@std/assert";
import fc from "../../../../helpers/fast_check.ts";
import { glyphs } from "../../../../../client/screens/terminal/glyphs.ts";
import {
  type Block,
  Painter,
  type PaintOptions,
} from "../../../../../client/screens/terminal/painter.ts";

/** A painter at an emulated terminal. */
class Canvas implements Disposable {
  readonly painter: Painter;
  readonly #terminal: xterm.Terminal;
  #written = "";

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#terminal.loadAddon(new unicode.Unicode11Addon());
    this.#terminal.unicode.activeVersion = "11";
    this.painter = new Painter({
      write: (text) => this.#written += text,
      size: () => ({ columns: this.#terminal.cols, rows: this.#terminal.rows }),
      dressPrompt: (prompt) => `\x1b[1m${prompt}\x1b[0m`,
      dressHint: (hint) => `\x1b[2m${hint}\x1b[0m`,
    });
  }

  /** Draws, as the program's writes reach the terminal. */
  async paint(lines: readonly string[], block?: Block, options: PaintOptions = {}): Promise<void> {
    this.painter.paint(lines.map((text) => ({ text, indent: 0 })), block, options);
    await this.flush();
  }

  async flush(): Promise<void> {
    const written = this.#written;
    this.#written = "";
    await new Promise<void>((done) => this.#terminal.write(written, done));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  get cursor(): [x: number, y: number] {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return [cursorX, cursorY];
  }

  screen(): string[] {
    const { active } = this.#terminal.buffer;
    return this.#lines(active.viewportY);
  }

  all(): string[] {
    return this.#lines(0);
  }

  #lines(from: number): string[] {
    const { active } = this.#terminal.buffer;
    const lines: string[] = [];
    for (let y = from; y < active.length; y++) {
      lines.push(active.getLine(y)!.translateToString(true).trimEnd());
    }
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }
}

const block = (line: string, hints: readonly string[] = [], cursor = line.length): Block => ({
  hints,
  prompt: "> ",
  line,
  cursor,
});

Deno.test("Painter redraws progress lines in place, between the log and the prompt", async () => {
  using canvas = new Canvas(20, 8);
  await canvas.paint(["hello"], block("typ"));
  for (const percent of [10, 50, 90]) await canvas.paint([], block("typ", [`a ${percent}%`, "b"]));
  assertEquals(canvas.screen(), ["hello", "a 90%", "b", "> typ"]);
  await canvas.paint(["news"], block("type", ["a very long line of progress"]));
  assertEquals(canvas.screen(), ["hello", "news", "a very long line of…", "> type"]);
  assertEquals(canvas.cursor, [6, 3]);
  await canvas.paint(["done"], block("type"));
  assertEquals(canvas.screen(), ["hello", "news", "done", "> type"]);
  await canvas.paint([], undefined);
  assertEquals([canvas.screen(), canvas.cursor], [["hello", "news", "done"], [0, 3]]);
});

/** Draws twelve lines in several sizes of the terminal, and returns all that it holds then. */
async function resized(typed: string): Promise<{ log: string[]; shown: string }> {
  using canvas = new Canvas(40, 10);
  const log = Array.from({ length: 12 }, (_, i) => `${i}: ${"word ".repeat(5)}end`);
  await canvas.paint(log, block(typed));
  for (const [columns, rows] of [[22, 10], [60, 6], [15, 12], [40, 10]] as const) {
    canvas.resize(columns, rows);
    await canvas.paint([], block(typed));
    const text = canvas.screen().join("");
    assertEquals(text.includes(`> ${typed}`), true, text);
    assertEquals(text.includes("11: "), true, text);
  }
  return { log, shown: canvas.all().join("").replace(/\s/g, "") };
}

Deno.test("Painter draws anew after a resize, and loses no line of the log", async () => {
  const { log, shown } = await resized("typed");
  for (const line of log) assertEquals(shown.includes(line.replace(/\s/g, "")), true, line);
});

Deno.test("Painter draws a typed line of several rows anew after a resize", async () => {
  await resized("a line that is typed, of some length");
});

Deno.test("Painter draws nothing twice above a screen that is not full, once it knows the cursor's row", async () => {
  using canvas = new Canvas(40, 10);
  const log = Array.from({ length: 12 }, (_, i) => `${i}: ${"word ".repeat(6)}end`);
  await canvas.paint(log, block("typed"));
  // Broken at 22 columns, the lines take more rows: at 40 again, rows below the prompt are free.
  for (const columns of [22, 40, 22, 40, 17, 40]) {
    canvas.resize(columns, 10);
    const [x, y] = canvas.cursor;
    await canvas.paint([], block("typed"), { cursor: { row: y + 1, column: x + 1 } });
    const squeeze = (lines: readonly string[]) => lines.join("").replace(/\s/g, "");
    assertEquals(squeeze(canvas.all()), squeeze([...log, "> typed"]), `${columns} columns`);
  }
});

Deno.test("Painter clears what is below after a resize, even if the last row is full", async () => {
  using canvas = new Canvas(20, 6);
  await canvas.paint([], block("x".repeat(50), [], 3));
  canvas.resize(20, 8);
  await canvas.paint([], block("x".repeat(18), [], 3));
  assertEquals(canvas.screen(), [`> ${"x".repeat(18)}`]);
});

Deno.test("Painter keeps log and typed line whole, whatever is typed and printed", async () => {
  const text = fc.string({ unit: "grapheme-ascii", maxLength: 50 }).map((text) => text.trim());
  const glyph = fc.constantFrom("a", "b", " ", "世", "界", "한", "\u00e9", "e\u0301", "😀");
  const wide = fc.array(glyph, { maxLength: 40 }).map((all) => all.join("").trim());
  const step = fc.record({
    lines: fc.array(fc.oneof(text, wide), { maxLength: 3 }),
    line: fc.oneof(text, wide),
    hints: fc.array(text, { maxLength: 2 }),
    at: fc.nat(50),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      using canvas = new Canvas(20, 12);
      const log: string[] = [];
      for (const { lines, line, hints, at } of steps) {
        const cursor = glyphs(line).slice(0, at).map((glyph) => glyph.text).join("").length;
        await canvas.paint(lines, block(line, hints, cursor));
        log.push(...lines);
      }
      await canvas.paint([], undefined);
      const squeeze = (lines: string[]) => lines.join("").replace(/\s/g, "");
      assertEquals(squeeze(canvas.all()), squeeze(log));
    }),
    { numRuns: 30 },
  );
});

Deno.test("Painter puts the cursor where the terminal has that place, even if it counts otherwise", async () => {
  using canvas = new Canvas(20, 8);
  // xterm.js gives this family 6 cells; were it 2, as in other terminals, the cursor still fits.
  const family = "👨‍👩‍👧";
  await canvas.paint([], block(`${family}abc`, [], family.length + 1));
  const [row] = canvas.screen();
  const [x] = canvas.cursor;
  assertEquals(row!.slice(-3), "abc");
  await canvas.paint([], block(`${family}abc`, [], family.length + 3));
  assertEquals(canvas.cursor[0], x + 2);
});
