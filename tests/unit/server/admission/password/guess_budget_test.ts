/** How often passwords may be guessed: 5 a minute from one place, 60 in all, never a locked room. */
import { assert, assertEquals } from "@std/assert";
import { GuessBudget } from "../../../../../server/admission/password/guess_budget.ts";
import { pure } from "../../../../helpers/pure.ts";

function makeBudget() {
  const clock = { now: 0 };
  return { clock, budget: new GuessBudget(() => clock.now) };
}

pure("GuessBudget lets 5 wrong guesses of an address through, then one every 12 s", () => {
  const { clock, budget } = makeBudget();
  const waits = Array.from({ length: 8 }, () => budget.take("a").ms);
  assertEquals(waits, [0, 0, 0, 0, 0, 12_000, 24_000, 36_000]);
  assertEquals(budget.take("b").ms, 0);
  clock.now = 60_000;
  assertEquals(Math.round(budget.take("a").ms), 0);
});

pure("GuessBudget makes nobody wait for more than a minute", () => {
  const { budget } = makeBudget();
  const waits = Array.from({ length: 500 }, () => budget.take("a").ms);
  assertEquals(Math.max(...waits), 60_000);
});

pure("GuessBudget makes others wait 5 s at most, however many guesses there are", () => {
  const { budget } = makeBudget();
  for (let origin = 0; origin < 12; origin++) {
    for (let guess = 0; guess < 5; guess++) assertEquals(budget.take(`${origin}`).ms, 0);
  }
  const waits = Array.from({ length: 1_000 }, (_, i) => budget.take(`late ${i}`).ms);
  assertEquals(waits.slice(0, 3), [1_000, 2_000, 3_000]);
  assert(waits.every((ms) => ms <= 5_000));
});

pure("GuessBudget is at rest again a minute after a flood", () => {
  const { clock, budget } = makeBudget();
  for (let i = 0; i < 10_000; i++) budget.take(`${i}`);
  clock.now = 66_000;
  assertEquals(budget.take("somebody").ms, 0);
});

pure("a turn that is given back costs nothing, however often it is given back", () => {
  const { budget } = makeBudget();
  for (let i = 0; i < 100; i++) {
    const turn = budget.take("a");
    assertEquals(turn.ms, 0);
    turn.giveBack();
    turn.giveBack();
  }
  const waits = Array.from({ length: 6 }, () => budget.take("a").ms);
  assertEquals(waits, [0, 0, 0, 0, 0, 12_000]);
});
