/** Whether a process has its terminal, by what the system says of it. */
import { assertEquals } from "@std/assert";
import { isBackground } from "../../../../server/commands/job_control.ts";
import { pure } from "../../../helpers/pure.ts";

const REST = "4194304 2900 0 0 0 1 0 0 0 20 0 6 0 142039";

pure("isBackground() compares the process's group with that of the terminal", () => {
  const cases: [stat: string, expected: boolean][] = [
    [`7 (deno) R 1 7 5 34816 7 ${REST}`, false],
    [`7 (deno) R 1 7 5 34816 5 ${REST}`, true],
    [`8 (deno) S 7 7 5 34816 7 ${REST}`, false],
    [`7 (deno) R 1 7 5 0 -1 ${REST}`, false],
    [`7 (a) R 1 1 1 1 1 (b) R 1 7 5 34816 5 ${REST}`, true],
    ["", false],
  ];
  for (const [stat, expected] of cases) assertEquals(isBackground(stat), expected, stat);
});
