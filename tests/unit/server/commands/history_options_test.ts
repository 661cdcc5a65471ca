/** Whether and how long messages are kept, as the operator of a server says. */
import { assertEquals, assertThrows } from "@std/assert";
import { readHistory } from "../../../../server/commands/history_options.ts";
import { pure } from "../../../helpers/pure.ts";

pure("readHistory() keeps nothing unless it is told to", () => {
  assertEquals(readHistory({}, "5555"), undefined);
  for (const name of ["history-days", "history-size"]) {
    assertThrows(
      () => readHistory({ [name]: "1" }, "5555"),
      SyntaxError,
      `--${name} needs --history`,
    );
  }
});

pure("readHistory() takes the defaults, and what it is told", () => {
  const history = "room.db";
  assertEquals(readHistory({ history }, "5555"), {
    path: "room.db",
    days: 30,
    maxBytes: 1_000_000_000,
  });
  const given = { history, "history-days": "0", "history-size": "1048576" };
  assertEquals(readHistory(given, "5555"), { path: "room.db", days: 0, maxBytes: 1_048_576 });
});

pure("readHistory() refuses a size that holds next to nothing", () => {
  const given = { history: "room.db", "history-size": "1048575" };
  assertThrows(() => readHistory(given, "5555"), SyntaxError, "at least 1048576, received 1048575");
});
