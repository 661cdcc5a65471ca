import { assertEquals } from "@std/assert";
import { PendingBudget } from "../../../../server/admission/pending_budget.ts";
import { pure } from "../../../helpers/pure.ts";

function budget(max: number) {
  const dropped: string[] = [];
  return { dropped, budget: new PendingBudget<string>(max, (holder) => dropped.push(holder)) };
}

pure("PendingBudget holds up to its limit, and not one byte more", () => {
  const { budget: all, dropped } = budget(100);
  all.set("a", "10.0.0.1", 60);
  all.set("b", "10.0.0.2", 40);
  assertEquals([all.total, dropped], [100, []]);
  all.set("b", "10.0.0.2", 41);
  assertEquals([all.total, dropped], [41, ["a"]]);
});

pure("PendingBudget ends the largest connection of the largest origin", () => {
  const { budget: all, dropped } = budget(100);
  all.set("honest", "10.0.0.1", 40);
  for (const [holder, bytes] of [["x", 10], ["y", 30], ["z", 20]] as const) {
    all.set(holder, "10.0.0.2", bytes);
  }
  all.set("late", "10.0.0.3", 1);
  assertEquals([all.total, dropped], [71, ["y"]]);
});

pure("PendingBudget forgets what is finished", () => {
  const { budget: all, dropped } = budget(100);
  for (let round = 0; round < 1_000; round++) {
    all.set("a", "10.0.0.1", 90);
    all.set("a", "10.0.0.1", 0);
  }
  assertEquals([all.total, dropped], [0, []]);
});
