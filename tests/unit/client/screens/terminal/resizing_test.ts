import { assertEquals } from "@std/assert";
import { Resizing } from "../../../../../client/screens/terminal/resizing.ts";
import type { Cell } from "../../../../../client/screens/terminal/size.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("Resizing is sure until there is a resize, and unsure for some time after it", () => {
  const resizing = new Resizing({
    size: () => ({ columns: 80, rows: 24 }),
    ask: () => Promise.resolve(undefined),
  });
  const sure = [false, true, false].map((isResized) => resizing.isUnsure(isResized));
  assertEquals(sure, [false, true, true]);
});

/** Locates with a terminal that says these sizes, one after the other. */
async function located(said: readonly (number | undefined)[], told: readonly number[]) {
  let asked = 0;
  const ask = (): Promise<Cell> => {
    const columns = said[asked++];
    const size = columns === undefined ? undefined : { columns, rows: 24 };
    return Promise.resolve({ row: asked, column: 1, size });
  };
  const size = () => ({ columns: told[asked] ?? told.at(-1)!, rows: 24 });
  const cursor = await new Resizing({ size, ask }).locate();
  return cursor?.row;
}

pure("Resizing asks again while the terminal has another size than the system tells", async () => {
  assertEquals(await located([80], [80]), 1);
  assertEquals(await located([40, 40, 40], [80, 80, 40]), 2);
  assertEquals(await located(new Array(20).fill(40), [80]), 10, "not for ever");
});

pure("Resizing asks again if the size changed while a terminal told none", async () => {
  assertEquals(await located([undefined, undefined], [80, 40, 40]), 2);
});

pure("Resizing returns nothing if the terminal does not answer", async () => {
  const size = () => ({ columns: 80, rows: 24 });
  const resizing = new Resizing({ size, ask: () => Promise.resolve(undefined) });
  assertEquals(await resizing.locate(), undefined);
});
