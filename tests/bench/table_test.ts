/** The benchmark's tables judge goals run by run, and say who is missing. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Case } from "./bench_case.ts";
import { plot } from "./plot.ts";
import { median, quantile } from "./statistics.ts";
import { figureTable, goalTable, show } from "./table.ts";
import { pure } from "../helpers/pure.ts";

const FLOOD: Case = {
  name: "flood",
  about: "",
  unit: "msg/s",
  subjects: [],
  goals: [{ of: ["chat", "msg/s"], against: ["nats", "msg/s"], atLeast: 1.2 }],
};

function goalOf(chat: number[], nats: number[]): string {
  const samples = new Map(
    [["chat", chat], ["nats", nats]].map(([name, values]) =>
      [name as string, (values as number[]).map((value) => ({ "msg/s": value }))] as const
    ),
  );
  return goalTable([{ case: FLOOD, samples, troubles: [] }]).split("\n").at(-1)!;
}

pure("a goal is met at its limit, and missed below it", () => {
  assertStringIncludes(goalOf([120], [100]), "| 1.20  | at least 1.2 | met |");
  assertStringIncludes(goalOf([119], [100]), "| MISSED |");
  assertStringIncludes(goalOf([120], []), "| skipped |");
});

pure("a ratio is the median of those of each run", () => {
  assertStringIncludes(goalOf([100, 10, 300], [100, 5, 100]), "| 2.00  |");
});

pure("the table of figures names what is missing", () => {
  const troubles = ["nats is not installed"];
  assertStringIncludes(
    figureTable([{ case: FLOOD, samples: new Map(), troubles }]),
    "nats is not installed",
  );
});

pure("figures have three digits that count", () => {
  assertEquals([4_876_543, 1_234, 999, 12.345, 0.012345].map(show), [
    "4,880,000",
    "1,230",
    "999",
    "12.3",
    "0.0123",
  ]);
});

pure("quantiles of few and many", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(quantile(Array.from({ length: 100 }, (_, i) => i), 0.99), 99);
});

pure("a plot has a line for each series, labelled", () => {
  const svg = plot([{
    title: "T",
    unit: "u",
    series: [{ name: "chat", points: [[1, 2], [10, 4]] }],
  }]);
  assertEquals(svg.match(/<polyline/g)?.length, 1);
  assertStringIncludes(svg, ">chat</text>");
});
