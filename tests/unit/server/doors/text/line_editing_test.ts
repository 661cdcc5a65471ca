/** What keys do to a line. */
import { assertEquals } from "@std/assert";
import { editedLine } from "../../../../../server/doors/text/line_editing.ts";
import { nameInLine, opensText } from "../../../../../server/doors/text/text_opening.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("editedLine() applies backspace, delete, Ctrl-W and Ctrl-U, and drops other controls", () => {
  const cases: readonly [typed: string, line: string][] = [
    ["plain\ttext é🦊", "plain\ttext é🦊"],
    ["alicr\be", "alice"],
    ["🦊\x7fx", "x"],
    ["\b\b a", " a"],
    ["one two \x17three", "one three"],
    ["wrong\x15right", "right"],
    ["\x1b[A\x1bOPa\x1b[3~b", "ab"],
    ["a\x00\x07\x1b\x9bb", "ab"],
  ];
  for (const [typed, line] of cases) assertEquals(editedLine(typed), line, JSON.stringify(typed));
});

pure("nameInLine() takes a name alone or after NAME", () => {
  const cases: readonly [line: string, name: string][] = [
    ["alice", "alice"],
    ["NAME alice", "alice"],
    ["/name  alice ", "alice"],
    ["name", "name"],
    ["", ""],
  ];
  for (const [line, name] of cases) assertEquals(nameInLine(line), name);
});

pure("opensText() waits for a line, and knows programs by their first words", () => {
  const UTF8 = new TextEncoder();
  const cases: readonly [first: string, verdict: "yes" | "no" | "more"][] = [
    ["", "more"],
    ["alice", "more"],
    ["alice\r", "yes"],
    ["SSH-2.0-x", "no"],
    ["GET / HTTP/1.1", "no"],
    ["EHLO x", "no"],
    ["\x00", "no"],
    ["x".repeat(513), "no"],
  ];
  for (const [first, verdict] of cases) assertEquals(opensText(UTF8.encode(first)), verdict, first);
});
