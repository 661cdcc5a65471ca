import { assertEquals } from "@std/assert";
import { printed } from "../../../../../protocol/mod.ts";
import { Recollections } from "../../../../../client/dialects/messenger/recollections.ts";
import { type Line, out } from "../../../../../client/session/line.ts";

const line = (text: string) => out(printed`${text}`);
const texts = (lines: readonly Line[]) => lines.map(({ text }) => `${text}`);
const headed = (head: string) => (lines: readonly Line[]) => [line(head), ...lines];

Deno.test("Recollections: each answer's messages are shown together, in the order of the answers", () => {
  const earlier = new Recollections();
  assertEquals(earlier.expect(2, headed("first")), []);
  assertEquals(earlier.expect(1, headed("second")), []);
  assertEquals(earlier.take(line("a")), []);
  assertEquals(texts(earlier.take(line("b"))), ["first", "a", "b"]);
  assertEquals(texts(earlier.take(line("c"))), ["second", "c"]);
});

Deno.test("Recollections: nothing to follow is shown at once", () => {
  assertEquals(texts(new Recollections().expect(0, headed("none"))), ["none"]);
});

Deno.test("Recollections: what is kept from the user counts, and is not shown", () => {
  const earlier = new Recollections();
  earlier.expect(2, headed("first"));
  assertEquals(earlier.take(line("a")), []);
  assertEquals(texts(earlier.take(undefined)), ["first", "a"]);
});

Deno.test("Recollections: a message that nothing has announced is shown as it comes", () => {
  const earlier = new Recollections();
  assertEquals(texts(earlier.take(line("a"))), ["a"]);
  earlier.expect(3, headed("lost"));
  earlier.reset();
  assertEquals(texts(earlier.take(line("b"))), ["b"]);
});
