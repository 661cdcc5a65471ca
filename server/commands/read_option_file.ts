import { whyUnreadable } from "../../protocol/mod.ts";

/**
 * Reads a file that the operator names by an option.
 *
 * @throws {Error} If that fails; the message names the file.
 */
export async function readOptionFile(file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(file);
  } catch (cause) {
    throw new Error(`Cannot read ${file}: ${whyUnreadable(cause)}`, { cause });
  }
}
