/**
 * What a process has used, as Linux tells it.
 *
 * @module
 */

const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, all threads together, in seconds. */
export function cpuSeconds(pid: number | "self"): number {
  // The command's name, in parentheses, may hold spaces: fields are counted from its end.
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Memory a process holds, in bytes. */
export function residentBytes(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]);
}
