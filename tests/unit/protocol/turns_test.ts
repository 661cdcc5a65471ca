import { assertEquals, assertRejects } from "@std/assert";
import { Turns } from "../../../protocol/mod.ts";
import { pure } from "../../helpers/pure.ts";

pure("Turns are taken in order, and forgotten when over", async () => {
  const turns = new Turns(2);
  const order: string[] = [];
  const held = [await turns.take("a"), await turns.take("a")];
  const third = turns.take("a").then((turn) => (order.push("third"), turn));
  const fourth = turns.take("a").then((turn) => (order.push("fourth"), turn));
  await turns.take("b").then((turn) => turn[Symbol.dispose]());
  assertEquals(order, []);
  held[0]![Symbol.dispose]();
  (await third)[Symbol.dispose]();
  await fourth;
  assertEquals(order, ["third", "fourth"]);
});

pure("Turns forget who stops waiting, at once", async () => {
  const turns = new Turns(1);
  const held = await turns.take(7);
  const gone = new AbortController();
  const waiting = turns.take(7, gone.signal);
  const next = turns.take(7);
  gone.abort(new Error("gone"));
  await assertRejects(() => waiting, Error, "gone");
  await assertRejects(() => turns.take(7, gone.signal), Error, "gone");
  assertEquals(turns.isWanted(7), true);
  held[Symbol.dispose]();
  await next;
  assertEquals(turns.isWanted(7), false);
});

pure("a turn that is disposed of twice passes on once", async () => {
  const turns = new Turns(1);
  const held = await turns.take("a");
  const order: number[] = [];
  const second = turns.take("a").then((turn) => (order.push(2), turn));
  turns.take("a").then(() => order.push(3));
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  await second;
  assertEquals(order, [2]);
});

pure("a turn that has begun is not ended by its signal", async () => {
  const turns = new Turns(1);
  const end = new AbortController();
  const held = await turns.take("a", end.signal);
  end.abort();
  const second = turns.take("a");
  assertEquals(turns.isWanted("a"), true);
  held[Symbol.dispose]();
  await second;
});
