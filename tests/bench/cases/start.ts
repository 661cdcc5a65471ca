/**
 * The case of starting.
 *
 * @module
 */
import type { Case, Subject } from "../bench_case.ts";
import { LISTENING } from "../servers/chat.ts";
import { commandLine } from "../../helpers/program.ts";
import { launch } from "../servers/server.ts";
import { median } from "../statistics.ts";

const TIME = "ms";

/** Starts of each in a run: one is over too soon to be measured well. */
const STARTS = 5;

/** Times what starts something; what stops it again, if it returns that, is not timed. */
function timed(
  name: string,
  start: (folder: string) => Promise<AsyncDisposable | void>,
): Subject {
  return {
    name,
    async measure(folder) {
      const times: number[] = [];
      for (let i = 0; i < STARTS; i++) {
        const begin = performance.now();
        await using _ = await start(folder) ?? undefined;
        times.push(performance.now() - begin);
      }
      return { [TIME]: median(times) };
    },
  };
}

async function run([program, ...args]: string[]): Promise<void> {
  const { success } = await new Deno.Command(program!, { args }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")} failed`);
}

const EMPTY = timed("an empty Deno program", async (folder) => {
  await Deno.writeTextFile(`${folder}/empty.ts`, "");
  await run([Deno.execPath(), "run", "--quiet", "--allow-all", `${folder}/empty.ts`]);
});
const VERSION = timed("chat --version", () => run([...commandLine(), "--version"]));
const SERVING = timed(
  "chat serve",
  (folder) =>
    launch("chat", [...commandLine(), "serve", "--port", "0", "--files", folder], LISTENING),
);

/** From the command to its end, or until the server listens. */
export const START: Case = {
  name: "start",
  about: "chat --version, chat serve until it listens",
  unit: TIME,
  subjects: [VERSION, SERVING, EMPTY],
  goals: [VERSION, SERVING].map(({ name }) => ({
    of: [name, TIME],
    against: [EMPTY.name, TIME],
    atMost: 1.5,
  })),
};
