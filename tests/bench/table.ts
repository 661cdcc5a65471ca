import type { Case, Figures, Goal } from "./bench_case.ts";
import { median } from "./statistics.ts";

/** What the runs of a case measured, by subject. */
export type Samples = Map<string, Figures[]>;

/** A case with what its runs measured. */
export interface Measured {
  readonly case: Case;
  readonly samples: Samples;
  /** Who is missing, and what failed. */
  readonly troubles: string[];
}

/** The table of goals, in Markdown. */
export function goalTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ case: { name, goals, unit }, samples }) =>
    goals.map((goal) => goalRow(name, unit, goal, samples))
  );
  return table(["case", "figure", "median", "compared with", "median", "ratio", "goal", ""], rows);
}

/** The table of every figure, in Markdown: median, least and most of all runs. */
export function figureTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ case: { name }, samples, troubles }) => [
    ...Array.from(samples, ([subject, runs]) => figureRows(name, subject, runs)).flat(),
    ...troubles.map((why) => [name, why, "", "", "", "", ""]),
  ]);
  return table(["case", "who", "figure", "median", "least", "most", "runs"], rows);
}

function goalRow(name: string, unit: string, goal: Goal, samples: Samples): string[] {
  const [ours, theirs] = [goal.of, goal.against].map((side) => figuresOf(samples, side));
  if (ours!.length === 0 || theirs!.length === 0) {
    return [name, goal.of.join(" "), "", goal.against.join(" "), "", "", "", "skipped"];
  }
  // Run by run, as the machine's speed drifts from one to the next.
  const runs = Math.min(ours!.length, theirs!.length);
  const ratio = median(ours!.slice(0, runs).map((value, run) => value / theirs![run]!));
  const { atLeast, atMost } = goal;
  const isMet = atLeast === undefined ? ratio <= atMost! : ratio >= atLeast;
  return [
    name,
    label(goal.of, unit),
    show(median(ours!)),
    label(goal.against, unit),
    show(median(theirs!)),
    ratio.toFixed(2),
    atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`,
    isMet ? "met" : "MISSED",
  ];
}

function label([subject, figure]: Goal["of"], unit: string): string {
  return figure === unit ? `${subject}, ${unit}` : `${subject}, ${figure} in ${unit}`;
}

function figuresOf(samples: Samples, [subject, figure]: Goal["of"]): number[] {
  return (samples.get(subject) ?? []).map((figures) => figures[figure]!);
}

function figureRows(name: string, subject: string, runs: readonly Figures[]): string[][] {
  return Object.keys(runs[0] ?? {}).map((figure) => {
    const values = runs.map((figures) => figures[figure]!);
    const spread = [median(values), Math.min(...values), Math.max(...values)].map(show);
    return [name, subject, figure, ...spread, `${runs.length}`];
  });
}

/** Three digits that count, and thousands separated. */
export function show(value: number): string {
  if (value >= 1_000) {
    const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
    return (Math.round(value / unit) * unit).toLocaleString("en-US");
  }
  return `${Number(value.toPrecision(3))}`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
