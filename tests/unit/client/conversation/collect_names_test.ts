import { assertEquals } from "@std/assert";
import { collectNames } from "../../../../client/conversation/collect_names.ts";
import type { Outcome } from "../../../../client/conversation/outcome.ts";
import { pure } from "../../../helpers/pure.ts";

/** What is collected of a server that answers so, and from where it was asked. */
function collected(answer: (from: number) => Outcome): { outcome?: Outcome; asked: number[] } {
  const asked: number[] = [];
  let outcome: Outcome | undefined;
  collectNames((from, settle) => {
    asked.push(from);
    settle(answer(from));
  }, (settled) => outcome = settled);
  return { outcome, asked };
}

const ALL = ["a", "b", "c", "d", "e"];

pure("collectNames() asks once if the answer holds all", () => {
  assertEquals(collected(() => ({ ok: { names: ALL } })), {
    outcome: { ok: { names: ALL } },
    asked: [0],
  });
});

pure("collectNames() asks on until it has all", () => {
  const answer = (from: number) => ({ ok: { names: ALL.slice(from, from + 2), count: 5 } });
  assertEquals(collected(answer), { outcome: { ok: { names: ALL } }, asked: [0, 2, 4] });
});

pure("collectNames() ends with an empty page, and with an error", () => {
  assertEquals(collected(() => ({ ok: { names: [], count: 5 } })).asked, [0]);
  const error = { code: "server-fault", message: "no" };
  assertEquals(collected(() => ({ error })), { outcome: { error }, asked: [0] });
});

pure("collectNames() ends at 200,000 names, whatever a server sends", () => {
  const page = Array.from({ length: 50_000 }, () => "x");
  const answer = () => ({ ok: { names: page, count: Number.MAX_SAFE_INTEGER } });
  assertEquals(collected(answer).asked, [0, 50_000, 100_000, 150_000]);
});
