import { assert } from "@std/assert";
import type { Attack } from "../soak/attacks/attack.ts";
import { ATTACKS } from "../soak/attacks/mod.ts";
import { testWith } from "./needs.ts";

/**
 * Registers a short run of each attack of `deno task attack` as a test.
 *
 * @param isTimed Whether those that measure a time are meant, or the others.
 */
export function attackTests({ isTimed }: { isTimed: boolean }): void {
  for (const attack of ATTACKS) {
    if ((attack.isTimed ?? false) === isTimed) register(attack);
  }
}

function register({ name, bound, run, missing }: Attack): void {
  const title = `attack ${name}: ${bound}`;
  const reason = missing?.();
  if (reason) return Deno.test({ name: `${title} (ignored: ${reason})`, ignore: true, fn() {} });
  testWith(["run", "read", "write", "env"], title, async () => {
    const { measured, holds } = await run("short");
    assert(holds, measured);
  });
}
