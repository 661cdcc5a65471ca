import { assertEquals } from "@std/assert";
import { LineInput } from "../../../../../client/screens/terminal/line_input.ts";
import { pure } from "../../../../helpers/pure.ts";
import { EARLIER, keysOf, SEARCH_CASES } from "../../../../helpers/readline_cases.ts";

/** An input with lines typed before, and the lines that are entered. */
function inputWith(earlier: readonly string[] = EARLIER) {
  const entered: string[] = [];
  const events: string[] = [];
  const input = new LineInput({
    entered: (line) => entered.push(line),
    changed: () => {},
    clear: () => events.push("clear"),
    left: () => events.push("left"),
    suspended: () => events.push("suspended"),
  }, earlier.toReversed());
  return { input, entered, events, [Symbol.dispose]: () => input.close() };
}

function shown({ shown: { line, cursor } }: LineInput): string {
  return `${line.slice(0, cursor)}|${line.slice(cursor)}`;
}

for (const [typed, expected] of SEARCH_CASES) {
  pure(`a search, as readline of bash: ${typed}`, () => {
    using at = inputWith();
    at.input.feed(keysOf(typed));
    assertEquals([shown(at.input), at.input.prompt], [expected, undefined]);
  });

  pure(`a search, key by key: ${typed}`, () => {
    using at = inputWith();
    for (const key of typed.match(/<[^>]*>|[^<]/g) ?? []) at.input.feed(keysOf(key));
    assertEquals(shown(at.input), expected);
  });
}

pure("a search shows what is searched for, and whether it is found", () => {
  using at = inputWith();
  const { input } = at;
  input.feed("hello\x12");
  assertEquals([input.prompt as string, shown(input)], ["(reverse-i-search)`': ", "hello|"]);
  input.feed("gi");
  assertEquals([input.prompt as string, shown(input)], [
    "(reverse-i-search)`gi': ",
    "|git log make",
  ]);
  input.feed("x");
  assertEquals([input.prompt as string, shown(input)], [
    "(failed reverse-i-search)`gix': ",
    "|git log make",
  ]);
});

pure("Enter sends what a search found, Esc gives it up, Ctrl-C drops the line", () => {
  using at = inputWith();
  const { input, entered, events } = at;
  input.feed("\x12tes\r");
  assertEquals([entered, shown(input)], [["make test"], "|"]);
  input.feed("hello\x12git");
  input.feed("\x1b");
  assertEquals(shown(input), "hello|");
  input.feed("\x12git\x03");
  assertEquals([shown(input), input.hints, events], ["|", [], []]);
});

pure("Ctrl-S in a search goes back to a newer line", () => {
  using at = inputWith();
  at.input.feed("\x12make\x12\x12\x13\x05");
  assertEquals(shown(at.input), "git log make|");
});

pure("Ctrl-R twice searches again for what was found last", () => {
  using at = inputWith();
  at.input.feed("\x12git\r\x12\x12\x05");
  assertEquals(shown(at.input), "git log make|");
});

pure("a search finds what was entered a moment ago, and is undone", () => {
  using at = inputWith([]);
  const { input } = at;
  input.feed("first\rsecond\rx");
  input.feed("\x12fir\x05");
  assertEquals(shown(input), "first|");
  input.feed("\x1f");
  assertEquals(shown(input), "x|");
});

pure("a paste in a search goes into what was found", () => {
  using at = inputWith();
  at.input.feed("\x12log\x1b[200~a\rb\x1b[201~");
  assertEquals(shown(at.input), "git a\nb|log make");
});

pure("Ctrl-C with text clears it, then asks, then leaves; any key in between forgets it", () => {
  using at = inputWith();
  const { input, events } = at;
  input.feed("text\x03");
  assertEquals([shown(input), input.hints, events], ["|", [], []]);
  input.feed("\x03");
  assertEquals(input.hints, ["Ctrl-C again leaves"]);
  input.feed("a\x7f");
  assertEquals(input.hints, []);
  input.feed("\x03");
  input.feed("\x03");
  assertEquals(events, ["left"]);
});

pure("Ctrl-Z suspends, and what is typed stays", () => {
  using at = inputWith();
  at.input.feed("text\x1a");
  assertEquals([shown(at.input), at.events], ["text|", ["suspended"]]);
});
