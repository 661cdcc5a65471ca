import { assertEquals } from "@std/assert";
import { startedBy } from "../../../../server/commands/started_by.ts";
import { pure } from "../../../helpers/pure.ts";

const VERSION = "2.9.6";

pure("startedBy() is what others can type, too", () => {
  const cases: [standalone: boolean, env: Record<string, string>, expected: string][] = [
    [false, {}, "chat"],
    [false, { INIT_CWD: "" }, "chat"],
    [false, { INIT_CWD: "/clone" }, "deno task"],
    [false, { INIT_CWD: "/clone", npm_command: "exec" }, "npx -y deno@2.9.6 task"],
    [false, { npm_command: "exec" }, "chat"],
    [true, { INIT_CWD: "/clone", npm_command: "exec" }, "chat"],
  ];
  for (const [standalone, env, expected] of cases) {
    const given = { standalone, version: VERSION, env: (name: string) => env[name] };
    assertEquals(startedBy(given), expected);
  }
});
