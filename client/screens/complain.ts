/**
 * Writes a line to standard error, with `chat: ` before it. Unlike the console, it does not fail
 * when nobody reads it any more.
 */
export function complain(text: string): void {
  const bytes = new TextEncoder().encode(`chat: ${text}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
  } catch {
    // There is nobody to tell.
  }
}
