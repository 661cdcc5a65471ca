/**
 * Attacks servers as hostile guests would, and clients as hostile servers would:
 * `deno task attack [--short] [NAME ...]`. Prints what each attack does, what must hold, and what was
 * measured; fails if something does not hold.
 *
 * Another version is attacked if the environment variable CHAT_BIN names its program.
 */
import type { Attack, AttackResult, Scale } from "./attack.ts";
import { ATTACKS } from "./mod.ts";

const scale: Scale = Deno.args.includes("--short") ? "short" : "full";
const wanted = Deno.args.filter((arg) => !arg.startsWith("--"));
const unknown = wanted.filter((name) => !ATTACKS.some((attack) => attack.name === name));
if (unknown.length > 0) {
  console.error(`Unknown attack: ${unknown[0]}. There are ${ATTACKS.map(nameOf).join(", ")}`);
  Deno.exit(2);
}

const rows: string[] = [];
let failures = 0;
for (const attack of ATTACKS) {
  if (wanted.length > 0 && !wanted.includes(attack.name)) continue;
  const missing = attack.missing?.();
  const { measured, holds } = missing
    ? { measured: `not run: ${missing}`, holds: true }
    : await attempt(attack);
  if (!holds) failures++;
  console.error(`${holds ? "holds" : "FAILS"}  ${attack.name}: ${measured}`);
  rows.push(`| ${attack.what} | ${attack.bound} | ${measured}${holds ? "" : " (fails)"} |`);
}
console.log(["| attack | bound | measured |", "| --- | --- | --- |", ...rows].join("\n"));
Deno.exit(failures > 0 ? 1 : 0);

async function attempt(attack: Attack): Promise<AttackResult> {
  try {
    return await attack.run(scale);
  } catch (error) {
    return { measured: `failed: ${(error as Error).message.split("\n")[0]}`, holds: false };
  }
}

function nameOf({ name }: Attack): string {
  return name;
}
