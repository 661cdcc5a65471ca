import { whyUnreadable } from "../../protocol/mod.ts";

/**
 * Reads the first line of a file that the operator names.
 *
 * @returns It, without its end; empty if the file is.
 * @throws {Error} If the file cannot be read; the message names it.
 */
export async function firstLineOf(file: string): Promise<string> {
  try {
    return (await Deno.readTextFile(file)).split(/\r?\n/, 1)[0]!;
  } catch (cause) {
    throw new Error(`Cannot read ${file}: ${whyUnreadable(cause)}`, { cause });
  }
}
