import { assert, assertEquals } from "@std/assert";
import { OutcomeBudget } from "../../../../server/room/outcome_budget.ts";
import { Outcomes } from "../../../../server/room/outcomes.ts";
import { pure } from "../../../helpers/pure.ts";

/** Notes so many requests of a client. */
function fill(budget: OutcomeBudget, outcomes: Outcomes, count: number, ok?: { name: string }) {
  for (let id = 0; id < count; id++) budget.note(outcomes, { id, digest: id }, ok);
}

pure("OutcomeBudget halves the largest client of the largest origin", () => {
  const budget = new OutcomeBudget(1_000);
  const honest = new Outcomes("10.0.0.1");
  fill(budget, honest, 400);
  const crowd = Array.from({ length: 10 }, () => new Outcomes("10.0.0.2"));
  for (const each of crowd) fill(budget, each, 100);
  assertEquals(honest.size, 400);
  const kept = crowd.reduce((sum, { size }) => sum + size, 0);
  assert(kept <= 600 && kept >= 500, `${kept}`);
});

pure("OutcomeBudget counts an answer with fields for more", () => {
  const budget = new OutcomeBudget(600);
  const outcomes = new Outcomes("10.0.0.1");
  fill(budget, outcomes, 101, { name: "alice" });
  assertEquals(outcomes.size, 50);
  fill(budget, new Outcomes("10.0.0.2"), 200);
  assertEquals(outcomes.size, 50);
});

pure("OutcomeBudget forgets those that are removed", () => {
  const budget = new OutcomeBudget(100);
  for (let round = 0; round < 50; round++) {
    const gone = new Outcomes("10.0.0.1");
    fill(budget, gone, 100);
    assertEquals(gone.size, 100);
    budget.remove(gone);
  }
});
