/** Completion in a real zsh and a real fish; bash has a file of its own. */
import { assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { Program } from "../helpers/program.ts";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

/** Each: what is typed before Tab, and what zsh makes of it. */
const TYPED: readonly (readonly [typed: string, completed: string])[] = [
  ["chat ser", "chat serve "],
  ["chat serve --log-format j", "chat serve --log-format json "],
  ["chat serve --log-format=j", "chat serve --log-format=json "],
  ["chat connect --dialect=mess", "chat connect --dialect=messenger "],
  ["chat connect --downloads my", "chat connect --downloads my\\ folder/"],
  ["chat completions ba", "chat completions bash "],
];

/** Each: what is typed, and what fish offers. */
const OFFERED: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ["chat ser", ["serve"]],
  ["chat serve --log-format ", ["json", "text"]],
  ["chat serve --log-format=", ["--log-format=json", "--log-format=text"]],
  ["chat connect --dialect=m", ["--dialect=messenger", "--dialect=multiuser"]],
  ["chat connect --no-rec", ["--no-reconnect"]],
  ["chat connect --downloads my", ["my folder/"]],
  ["chat completions ", ["bash", "fish", "zsh"]],
];

testOnTerminal("zsh completes commands, values and folders", async () => {
  const { lines } = await Program.run(["completions", "zsh"]);
  await using folder = await TempFolder.make({ "bin/_chat": lines.join("\n"), "my folder/x": "" });
  const env = { PS1: "sh> ", PROMPT_EOL_MARK: "", ZDOTDIR: folder.path };
  const options = { command: ["zsh", "-f"], env, cwd: folder.path, columns: 120 };
  await using zsh = await Pty.start([], options);
  await zsh.waitFor("sh>");
  await zsh.type("fpath=($PWD/bin $fpath); autoload -U compinit; compinit -u; echo ready\r");
  await zsh.waitFor((lines) => lines.includes("ready"));
  for (const [typed, completed] of TYPED) {
    await zsh.waitFor((lines) => lines.at(-1) === "sh>");
    // The mark shows where zsh has left the cursor.
    await zsh.type(`${typed}\t@`);
    await zsh.waitFor((lines) => lines.at(-1) === `sh> ${completed}@`);
    await zsh.type("\x03");
  }
  await zsh.waitFor((lines) => lines.at(-1) === "sh>");
  await zsh.type("exit 0\r");
  await zsh.exit();
}, { program: "zsh" });

testWith(["run", "read", "write", "env"], "fish offers commands, values and folders", async () => {
  const { lines } = await Program.run(["completions", "fish"]);
  await using folder = await TempFolder.make({ "chat.fish": lines.join("\n"), "my folder/x": "" });
  const offers = async (typed: string) => {
    const script = `source chat.fish; complete -C ${JSON.stringify(typed)}`;
    const args = ["--no-config", "-c", script];
    const { stdout } = await new Deno.Command("fish", { args, cwd: folder.path }).output();
    const offered = new TextDecoder().decode(stdout).trim().split("\n");
    return offered.map((line) => line.split("\t")[0]!).sort();
  };
  for (const [typed, offered] of OFFERED) assertEquals(await offers(typed), offered, typed);
}, { program: "fish" });
