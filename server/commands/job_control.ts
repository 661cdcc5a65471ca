/** What the system knows of this process, on Linux. */
const OWN_STATUS = "file:///proc/self/stat";

/**
 * Tells whether a process runs in the background of a terminal, where whoever reads from the terminal,
 * or changes how it works, is stopped.
 *
 * @param stat The text of `/proc/PID/stat`: see proc(5).
 *
 * @example
 * ```ts
 * import { isBackground } from "./job_control.ts";
 *
 * isBackground("7 (deno) S 1 7 5 34816 7 4194304"); // false: its group, 7, has the terminal
 * isBackground("7 (deno) S 1 7 5 34816 5 4194304"); // true
 * ```
 */
export function isBackground(stat: string): boolean {
  // The name in brackets may hold anything, brackets too.
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // It is -1 without a terminal that could stop anybody.
  return Number(foreground) > 0 && foreground !== group;
}

/**
 * Tells whether this process runs in the background of a terminal. Only Linux says so; elsewhere, it
 * counts as being in the foreground.
 */
export async function runsInBackground(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  try {
    // `Deno.readTextFile` reads nothing in /proc without every permission there is; a module may be
    // anywhere that can be read.
    const { default: stat } = await import(OWN_STATUS, { with: { type: "text" } });
    return isBackground(stat);
  } catch {
    return false;
  }
}
