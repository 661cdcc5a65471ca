import type { Result } from "../../protocol/mod.ts";
import type { Settle } from "./outcome.ts";

/** Most names to collect: a server that goes on sending pages must not fill the memory. */
const MAX_NAMES = 200_000;

/**
 * Collects the names of all who are online, page by page.
 *
 * @param askPage Asks for the names from this place on.
 * @param settle Called once, with all names or the error.
 */
export function collectNames(
  askPage: (from: number, settle: Settle) => void,
  settle: Settle,
): void {
  const names: string[] = [];
  const take: Settle = (outcome) => {
    if (!("ok" in outcome)) return settle(outcome);
    const page = outcome.ok as Result<"who">;
    for (const name of page.names) names.push(name);
    const isLast = page.names.length === 0 || names.length >= Math.min(page.count ?? 0, MAX_NAMES);
    if (isLast) settle({ ok: { names } });
    else askPage(names.length, take);
  };
  askPage(0, take);
}
