/**
 * Finds where a time lies in a list of messages that were numbered as they were said.
 *
 * @param since A time, in ms since 1970 UTC.
 * @param range The first and the last number there are.
 * @param timeAt The time of the first message whose number is at least this.
 * @returns The greatest number for which all messages up to it are older, as far as the clock that
 * timed them was never set back.
 */
export function lastOlder(
  since: number,
  range: { readonly first: number; readonly last: number },
  timeAt: (seq: number) => number,
): number {
  let low = range.first;
  let high = range.last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (timeAt(middle) < since) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
