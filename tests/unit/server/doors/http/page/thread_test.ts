/** Rows of a conversation: days between them, messages that follow each other, older ones in front. */
import { assertEquals } from "@std/assert";
import {
  MAX_ROWS,
  type Message,
  type Row,
  Thread,
} from "../../../../../../server/doors/http/page/thread.js";
import { pure } from "../../../../../helpers/pure.ts";

const NOON = new Date(2026, 10, 21, 12).getTime();
const DAY_MS = 86_400_000;

function message(from: string, text: string, time = NOON): Omit<Message, "key"> {
  return { kind: "message", from, text, time };
}

/** What rows are, in short: `day`, `bob: hi`, `bob: … hi` for one that follows. */
function shown(rows: readonly Row[]): string[] {
  return rows.map((row) =>
    row.kind === "message" ? `${row.from}:${row.isFollowing ? " …" : ""} ${row.text}` : row.kind
  );
}

pure("Thread puts the day in front of its first message", () => {
  const thread = new Thread("");
  thread.add(message("bob", "a"));
  thread.add(message("bob", "b", NOON + DAY_MS));
  thread.add(message("bob", "c", NOON + DAY_MS));
  assertEquals(shown(thread.rows), ["day", "bob: a", "day", "bob: b", "bob: … c"]);
});

pure("Thread groups messages of one person that follow each other soon", () => {
  const thread = new Thread("");
  const rows = [
    message("bob", "a"),
    message("bob", "b", NOON + 299_999),
    message("bob", "c", NOON + 599_999),
    message("al", "d", NOON + 599_999),
    message("al", "/me e", NOON + 599_999),
    message("al", "f", NOON + 599_999),
  ];
  for (const row of rows) thread.add(row);
  assertEquals(shown(thread.rows).slice(1), [
    "bob: a",
    "bob: … b",
    "bob: c",
    "al: d",
    "al: /me e",
    "al: f",
  ]);
});

pure("Thread folds who comes and goes into the row at the end", () => {
  const thread = new Thread("");
  assertEquals(thread.addPresence({ type: "joined", name: "a", time: NOON }).length, 2);
  assertEquals(thread.addPresence({ type: "left", name: "b", time: NOON }).length, 0);
  thread.add(message("bob", "a"));
  assertEquals(thread.addPresence({ type: "left", name: "a", time: NOON }).length, 1);
  assertEquals(shown(thread.rows), ["day", "presence", "bob: a", "presence"]);
});

pure("Thread puts older messages in front, and tells a day once", () => {
  const thread = new Thread("");
  thread.add(message("bob", "c"));
  const first = thread.prepend([message("bob", "a", NOON - DAY_MS), message("bob", "b")]);
  assertEquals(shown(thread.rows), ["day", "bob: a", "day", "bob: b", "bob: c"]);
  assertEquals(first.dropped?.kind, "day");
  const second = thread.prepend([message("al", "z", NOON - 2 * DAY_MS)]);
  assertEquals(second.dropped, undefined);
  assertEquals(shown(thread.rows).slice(0, 3), ["day", "al: z", "day"]);
  const keys = thread.rows.map(({ key }) => key);
  assertEquals(keys, keys.toSorted((a, b) => a - b));
  assertEquals(new Set(keys).size, keys.length);
});

pure("Thread forgets its oldest rows", () => {
  const thread = new Thread("");
  for (let i = 0; i < MAX_ROWS + 1; i++) thread.add(message("bob", `${i}`));
  assertEquals(thread.rows.length <= MAX_ROWS, true);
  assertEquals(shown(thread.rows).at(-1), `bob: … ${MAX_ROWS}`);
});
