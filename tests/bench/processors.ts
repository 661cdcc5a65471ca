/**
 * Who runs where: the load generator on the clock has the first processor to itself, all else has
 * the others. Left to the scheduler, a server and the generator are now on one processor and now on
 * two, and the time a message takes tells which (see docs/BENCHMARKS.md).
 *
 * @module
 */

const LAST = navigator.hardwareConcurrency - 1;

/** A command that runs on the generator's processor; as it is, if there is only one. */
export function onGenerators(command: readonly string[]): string[] {
  return on("0", command);
}

/** A command that runs on the other processors; as it is, if there is only one. */
export function onOthers(command: readonly string[]): string[] {
  return on(`1-${LAST}`, command);
}

function on(processors: string, command: readonly string[]): string[] {
  return LAST === 0 ? [...command] : ["taskset", "--cpu-list", processors, ...command];
}
