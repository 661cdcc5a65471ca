import { readOptionFile } from "./read_option_file.ts";

/** Takes the bytes as they are, as `Deno.readTextFile` does: the client reads its file by that. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the first line of a file that the operator names.
 *
 * @returns It, without its end; empty if the file is.
 * @throws {Error} If the file cannot be read; the message names it.
 */
export async function firstLineOf(file: string): Promise<string> {
  const text = DECODER.decode(await readOptionFile(file));
  return text.split(/\r?\n/, 1)[0]!;
}
