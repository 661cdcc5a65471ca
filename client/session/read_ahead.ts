/**
 * Reads lines as they come, however slowly they are taken.
 *
 * @param lines The lines.
 * @param onLine Told of each line as it comes.
 * @param onEnd Told once there are no more.
 * @returns The same lines.
 */
export async function* readAhead(
  lines: AsyncIterable<string>,
  onLine: () => void,
  onEnd: () => void,
): AsyncGenerator<string> {
  const read: string[] = [];
  let more = Promise.withResolvers<void>();
  let ended = false;
  const reading = (async () => {
    for await (const line of lines) {
      read.push(line);
      onLine();
      more.resolve();
    }
  })().finally(() => {
    ended = true;
    onEnd();
    more.resolve();
  });
  while (!ended || read.length > 0) {
    if (read.length === 0) {
      more = Promise.withResolvers();
      await more.promise;
    }
    yield* read.splice(0);
  }
  await reading;
}
