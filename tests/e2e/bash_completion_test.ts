/** Completion in a real bash: it splits words, quotes blanks and adds slashes by itself. */
import { assertEquals } from "@std/assert";
import { Program } from "../helpers/program.ts";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

/** Each: what is typed before Tab, and what stands there then. */
const CASES: readonly (readonly [typed: string, completed: string])[] = [
  ["chat se", "chat se"], // serve, send
  ["chat ser", "chat serve "],
  ["chat connect --dialect mess", "chat connect --dialect messenger "],
  ["chat connect --dialect=mess", "chat connect --dialect=messenger "],
  ["chat serve --log-format=j", "chat serve --log-format=json "],
  ["chat connect --downloads my", "chat connect --downloads my\\ folder/"],
  ["chat connect --downloads=my", "chat connect --downloads=my\\ folder/"],
  ["chat connect --downloads my\\ folder/in", "chat connect --downloads my\\ folder/inner/"],
  ["chat connect --downloads=my\\ folder/in", "chat connect --downloads=my\\ folder/inner/"],
  ["chat connect --downloads 'my fo", "chat connect --downloads 'my folder'/"],
  [
    "chat serve --tls-cert my\\ folder/inner/ce",
    "chat serve --tls-cert my\\ folder/inner/cert.pem ",
  ],
  ["chat serve --files=my\\ folder/inner/ce", "chat serve --files=my\\ folder/inner/ce"],
  ["chat serve --port my", "chat serve --port my"],
  ["chat completions ba", "chat completions bash "],
  ["chat connect --no-rec", "chat connect --no-reconnect "],
];

testOnTerminal("bash completes --option=value and folders with blanks", async () => {
  const { lines } = await Program.run(["completions", "bash"]);
  await using folder = await TempFolder.make({
    "chat.bash": lines.join("\n"),
    "my folder/inner/cert.pem": "",
  });
  const command = ["bash", "--norc", "-i"];
  const env = { PS1: "sh> ", INPUTRC: "/dev/null", HISTFILE: "" };
  await using bash = await Pty.start([], { command, env, cwd: folder.path, columns: 120 });
  await bash.waitFor("sh>");
  await bash.type("source chat.bash; echo ready\r");
  await bash.waitFor((lines) => lines.includes("ready"));
  const wrong: string[] = [];
  for (const [typed, completed] of CASES) {
    await bash.waitFor((lines) => lines.at(-1) === "sh>");
    // The mark shows where bash has left the cursor.
    await bash.type(`${typed}\t@`);
    await bash.waitFor((lines) => lines.at(-1) === `sh> ${completed}@`).catch(() => {
      wrong.push(`${typed}: ${bash.screen().at(-1)}`);
    });
    await bash.type("\x03");
  }
  assertEquals(wrong, []);
  await bash.waitFor((lines) => lines.at(-1) === "sh>");
  await bash.type("exit 0\r");
  await bash.exit();
});
