/** The attacks of `deno task attack`, each for a moment. */
import { assert } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import type { Attack } from "../soak/attacks/attack.ts";
import { ATTACKS } from "../soak/attacks/mod.ts";

for (const attack of ATTACKS) register(attack);

function register({ name, bound, run, missing }: Attack): void {
  const title = `attack ${name}: ${bound}`;
  const reason = missing?.();
  if (reason) return Deno.test({ name: `${title} (ignored: ${reason})`, ignore: true, fn() {} });
  testWith(["run", "read", "write", "env"], title, async () => {
    const { measured, holds } = await run("short");
    assert(holds, measured);
  });
}
