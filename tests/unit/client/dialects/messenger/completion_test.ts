import { assertEquals, assertLess } from "@std/assert";
import { createMessenger } from "../../../../../client/dialects/messenger/messenger.ts";
import type { Dialect } from "../../../../../client/session/dialect.ts";
import type { Choices } from "../../../../../client/session/step.ts";
import type { Result } from "../../../../../protocol/mod.ts";
import { pure } from "../../../../helpers/pure.ts";

const hears = (dialect: Dialect, from: string, text: string, more = {}) =>
  dialect.render({ type: "message", from, text, time: 1, seq: 1, ...more }, { self: "alice" });

/** The downloads that run. */
const RUNNING = ["my song.wav", "clip.mp4"];

/** What the dialect offers, with the server's answer to what it asks for. */
function offered(
  dialect: Dialect,
  line: string,
  answer: Partial<Result> = {},
): Choices | undefined {
  let [step] = dialect.complete!(line, "alice");
  while (step?.type === "ask") [step] = step.then!(answer as Result);
  if (step?.type === "running") [step] = step.then(RUNNING);
  return step?.type === "offer" ? step.choices : undefined;
}

const values = (choices: Choices | undefined) => choices?.options.map(({ value }) => value);

pure("messenger: completes commands, names by recency, files with sizes", () => {
  const dialect = createMessenger(Date.now);
  assertEquals(values(offered(dialect, "/unig")), ["unignore "]);
  assertEquals(values(offered(dialect, "/help hi")), ["history "]);
  assertEquals(values(offered(dialect, "/bell o")), ["on", "off"]);
  const online = { names: ["alice", "bob", "Bobby", "carol"] };
  assertEquals(offered(dialect, "bo", online)?.from, 0);
  assertEquals(values(offered(dialect, "bo", online)), ["bob: ", "Bobby: "]);
  hears(dialect, "Bobby", "hi");
  assertEquals(values(offered(dialect, "hello bo", online)), ["Bobby ", "bob "]);
  assertEquals(values(offered(dialect, "/msg bo", online)), ["Bobby ", "bob "]);
  assertEquals(values(offered(dialect, "/msg bob al", online)), undefined);
  assertEquals(offered(dialect, ""), undefined);
  const listed = {
    message: "",
    count: 2,
    files: [{ name: "my song.wav", size: 5 }, { name: "notes.txt", size: 7 }],
  };
  assertEquals(offered(dialect, "/get my s", listed), {
    from: 5,
    options: [{ value: "my song.wav", remark: "5 B" }],
  });
});

pure("messenger: completes a mention, aliases, who is ignored and which downloads run", () => {
  const dialect = createMessenger(Date.now);
  const online = { names: ["alice", "bob", "Bobby", "carol"] };
  assertEquals(offered(dialect, "hello @bo", online), {
    from: 7,
    options: [{ value: "bob " }, { value: "Bobby " }],
  });
  assertEquals(offered(dialect, "@car", online), { from: 1, options: [{ value: "carol " }] });
  assertEquals(values(offered(dialect, "@", online)), ["bob ", "Bobby ", "carol "]);
  assertEquals(values(offered(dialect, "/w bo", online)), ["bob ", "Bobby "]);
  assertEquals(offered(dialect, "/unignore ", online), undefined);
  dialect.read("/ignore carol");
  assertEquals(values(offered(dialect, "/unignore ", online)), ["carol"]);
  assertEquals(values(offered(dialect, "/unignore b", online)), undefined);
  assertEquals(values(offered(dialect, "/cancel ")), RUNNING);
  assertEquals(offered(dialect, "/cancel my s"), {
    from: 8,
    options: [{ value: "my song.wav" }],
  });
  assertEquals(
    offered(dialect, `${"a".repeat(100_000)} ${"b".repeat(100_000)}`, online),
    undefined,
  );
});

pure("messenger: Tab among 10,000 names takes less than 20 ms", () => {
  const dialect = createMessenger(Date.now);
  const names = Array.from({ length: 10_000 }, (_, i) => `user${i}`);
  for (const name of names) dialect.render({ type: "joined", name, time: 1 });
  offered(dialect, "us", { names }); // Warm.
  const began = performance.now();
  const found = values(offered(dialect, "hello us", { names }));
  const took = performance.now() - began;
  assertEquals([found!.length, found![0]], [10_000, "user9999 "]);
  assertLess(took, 20);
});
