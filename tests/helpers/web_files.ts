import { MemoryFolder } from "./memory_folder.ts";
import { noise } from "./noise.ts";

/** Shared files for tests of the browser's door: a text, a name that needs care, a page, nothing. */
export const WEB_FILES = {
  "a.txt": new TextEncoder().encode("Hello!\n"),
  "sub/é <b>.bin": noise(1_000),
  "page.html": new TextEncoder().encode("<script>alert(1)</script>"),
  "empty.png": new Uint8Array(0),
};

/** A folder of {@linkcode WEB_FILES}. */
export const webFolder = new MemoryFolder(WEB_FILES);

/** Waits until something is so, looking again at each turn of the event loop. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
