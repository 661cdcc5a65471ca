import { assertEquals } from "@std/assert";
import { heightOf, reflow } from "../../../../../client/screens/terminal/reflow.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("reflow breaks a row at the edge", () => {
  assertEquals(reflow("", 10), { rows: 1, filled: 0 });
  assertEquals(reflow("0123456789", 10), { rows: 1, filled: 10 });
  assertEquals(reflow("0123456789a", 10), { rows: 2, filled: 1 });
});

pure("reflow puts a wide character that does not fit in the next row", () => {
  assertEquals(reflow("a世世", 4), { rows: 2, filled: 2 });
  assertEquals(heightOf("a" + "世".repeat(14), 10), 3);
  assertEquals(heightOf("a" + "世".repeat(15), 5), 8);
  assertEquals(heightOf("世世", 1), 2);
});

pure("reflow counts no cells for styles", () => {
  assertEquals(reflow("\x1b[1m0123\x1b[0m456789", 10), { rows: 1, filled: 10 });
});
