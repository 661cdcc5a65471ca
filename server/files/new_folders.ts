import { dirname } from "node:path";

/** Folders that are about to be made. They are removed at the end unless they are kept. */
export class NewFolders implements AsyncDisposable {
  /** Those that were missing, the innermost first. */
  #missing: readonly string[];

  private constructor(missing: readonly string[]) {
    this.#missing = missing;
  }

  /**
   * Finds out which folders are missing.
   *
   * @param path The path of a folder. Those around it count too.
   */
  static async onTheWayTo(path: string): Promise<NewFolders> {
    const missing: string[] = [];
    for (let at = path; !await isThere(at) && dirname(at) !== at; at = dirname(at)) {
      missing.push(at);
    }
    return new NewFolders(missing);
  }

  /**
   * Keeps them.
   *
   * @returns Whether there are any.
   */
  keep(): boolean {
    const isAny = this.#missing.length > 0;
    this.#missing = [];
    return isAny;
  }

  /** Removes those that are empty. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const path of this.#missing) await Deno.remove(path).catch(() => {});
  }
}

function isThere(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}
