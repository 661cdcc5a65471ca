import { Program } from "../../helpers/program.ts";
import { TempFolder } from "../../helpers/temp_folder.ts";
import type { Attack } from "./attack.ts";
import { Target } from "./target.ts";

/** What another user of the machine puts where a part of a download goes. */
const PLANTS: readonly ((part: string, precious: string) => Promise<unknown>)[] = [
  (part, precious) => Deno.symlink(precious, part),
  (part, precious) => Deno.link(precious, part),
  (part) => Deno.symlink(`${part}-target`, part),
  (part) => new Deno.Command("mkfifo", { args: [part] }).output(),
];

/** How long a download of a few bytes may take, in ms, if something lies in its way. */
const MOST_MS = 10_000;

/** Links and FIFOs in place of parts and their notes. */
export const CLIENT_PART_LINKS: Attack = {
  name: "client_part_links",
  what: "links and FIFOs lie where chat get puts a.txt.part and its note",
  bound: "no other file is written to, and the file is saved",
  async run() {
    await using target = await Target.start();
    let saved = 0;
    let spoilt = 0;
    let most = 0;
    for (const plant of PLANTS) {
      for (const name of ["a.txt.part", "a.txt.part.json"]) {
        await using home = await TempFolder.make({ "precious": "precious", "guest/other": "" });
        await plant(home.file(`guest/${name}`), home.file("precious"));
        const began = performance.now();
        const args = ["get", "127.0.0.1", `${target.port}`, "a.txt"];
        await Program.run(args, "", { cwd: home.path });
        most = Math.max(most, performance.now() - began);
        if (await content(home.file("guest/a.txt")) === "shared") saved++;
        const isWritten = await content(home.file(`guest/${name}-target`)) !== undefined;
        if (isWritten || await content(home.file("precious")) !== "precious") spoilt++;
      }
    }
    const count = 2 * PLANTS.length;
    const measured = `${spoilt} written to, ${saved} of ${count} saved, ${
      most.toFixed(0)
    } ms at most`;
    return { measured, holds: spoilt === 0 && saved === count && most < MOST_MS };
  },
};

function content(path: string): Promise<string | undefined> {
  return Deno.readTextFile(path).catch(() => undefined);
}
