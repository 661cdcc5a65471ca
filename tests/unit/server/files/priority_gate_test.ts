import { assertEquals, assertRejects } from "@std/assert";
import { PriorityGate } from "../../../../server/files/priority_gate.ts";
import { pure } from "../../../helpers/pure.ts";

pure("PriorityGate lets the lowest rank in first, and equal ones in order", async () => {
  const gate = new PriorityGate(1);
  const order: string[] = [];
  const first = await gate.enter(0);
  const all = [["late", 5], ["b", 3], ["c", 3], ["a", 1]].map(async ([name, rank]) => {
    using _turn = await gate.enter(rank as number);
    order.push(name as string);
  });
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await Promise.all(all);
  assertEquals(order, ["a", "b", "c", "late"]);
  await gate.enter(9);
});

pure("PriorityGate forgets who stops waiting", async () => {
  const gate = new PriorityGate(1);
  const inside = await gate.enter(0);
  const end = new AbortController();
  const waiting = gate.enter(1, end.signal);
  const next = gate.enter(2);
  end.abort(new Error("gone"));
  await assertRejects(() => waiting, Error, "gone");
  inside[Symbol.dispose]();
  await next;
});
