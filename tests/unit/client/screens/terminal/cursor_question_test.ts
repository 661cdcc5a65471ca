import { assertEquals } from "@std/assert";
import { CursorQuestion } from "../../../../../client/screens/terminal/cursor_question.ts";
import { pure } from "../../../../helpers/pure.ts";

function question() {
  const written: string[] = [];
  const input: string[] = [];
  const asked = new CursorQuestion({
    write: (text) => written.push(text),
    input: (text) => input.push(text),
  });
  return { asked, written, input };
}

pure("CursorQuestion takes the answer out of the input, wherever it is split", async () => {
  const said = "\x1b[8;50;120t\x1b[12;34R";
  for (let at = 0; at <= said.length; at++) {
    const { asked, written, input } = question();
    const answer = asked.ask();
    const keys = `ab${said}cd`;
    const rest = asked.take(keys.slice(0, at + 2)) + asked.take(keys.slice(at + 2));
    assertEquals(await answer, { row: 12, column: 34, size: { rows: 50, columns: 120 } });
    assertEquals([written, rest, input], [["\x1b[18t\x1b[6n"], "abcd", []]);
  }
});

pure("CursorQuestion leaves keys alone, before it asks and while it waits", async () => {
  const { asked } = question();
  assertEquals(asked.take("\x1b[1;2R"), "\x1b[1;2R");
  const answer = asked.ask();
  assertEquals(asked.take("\x1b[A\x1bb"), "\x1b[A\x1bb");
  asked.take("\x1b[1;1R");
  await answer;
});

pure("CursorQuestion gives back what it held when no answer comes", async () => {
  const { asked, input } = question();
  const answer = asked.ask();
  assertEquals(asked.take("a\x1b"), "a");
  assertEquals(await answer, undefined);
  assertEquals([input, asked.take("b")], [["\x1b"], "b"]);
});

pure("CursorQuestion can be cancelled", async () => {
  const { asked, input } = question();
  const answer = asked.ask();
  asked.cancel();
  assertEquals([await answer, input], [undefined, []]);
});
