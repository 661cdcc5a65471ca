/** GNU readline, as bash has it, does what the unit tests expect of our editor. */
import { assertEquals } from "@std/assert";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { EARLIER, keysOf, READLINE_CASES, SEARCH_CASES } from "../helpers/readline_cases.ts";

testOnTerminal("readline of bash does what our editor's tests expect", async () => {
  const command = ["bash", "--norc", "-i"];
  const env = {
    PS1: "sh> ",
    LC_ALL: "C.UTF-8",
    INPUTRC: "/dev/null",
    HISTFILE: "",
  };
  await using bash = await Pty.start([], { command, env, columns: 120 });
  await bash.waitFor("sh>");
  await bash.type(
    `stty -ixon; ${EARLIER.map((line) => `history -s ${line}`).join("; ")}; echo ready\r`,
  );
  await bash.waitFor((lines) => lines.includes("ready"));
  const wrong: string[] = [];
  for (const [typed, expected] of [...READLINE_CASES, ...SEARCH_CASES]) {
    await bash.waitFor((lines) => lines.at(-1) === "sh>");
    await type(bash, `${typed}|`);
    await bash.waitFor((lines) => lines.at(-1) === `sh> ${expected}`).catch(() => {
      wrong.push(`${typed}: ${bash.screen().at(-1)}, not ${expected}`);
    });
    await bash.type("\x03");
  }
  assertEquals(wrong, []);
  await bash.waitFor((lines) => lines.at(-1) === "sh>");
  await bash.type("exit 0\r");
  await bash.exit();
});

/** Types keys, and waits for text to appear before the next key: readline joins what is typed ahead. */
async function type(bash: Pty, typed: string): Promise<void> {
  for (const part of typed.match(/<[^>]*>|[^<]+/g)!) {
    await bash.type(keysOf(part));
    if (!part.startsWith("<")) {
      await bash.waitFor((lines) => lines.at(-1)!.includes(part.trimEnd()));
    }
  }
}
