import { assertEquals } from "@std/assert";
import type { Line } from "../../client/session/line.ts";
import type { Question, Steps } from "../../client/session/step.ts";

/** The question among steps; fails if there is none. */
export function questionIn(steps: Steps): Question {
  const question = steps.find((step): step is Question => step.type === "ask");
  assertEquals(question !== undefined, true, "no question");
  return question!;
}

/** The lines that steps show. */
export function linesIn(steps: Steps): Line[] {
  return steps.flatMap((step) => step.type === "show" ? step.lines : []);
}

/** The texts of lines, which must all be for standard output. */
export function textsOf(lines: readonly Line[]): string[] {
  assertEquals(lines.filter(({ kind }) => kind !== "out"), []);
  return lines.map(({ text }) => text);
}
