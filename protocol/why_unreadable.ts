/** What the system's errors mean for whoever named the file, by the name of the error. */
const MEANINGS: Readonly<Record<string, string>> = {
  NotFound: "there is no such file",
  PermissionDenied: "permission denied",
  IsADirectory: "it is a folder",
  NotADirectory: "a part of its path is not a folder",
};

/**
 * Tells in words why a file could not be read.
 *
 * @param error What reading it threw.
 * @returns A clause for the end of a sentence.
 *
 * @example
 * ```ts
 * import { whyUnreadable } from "./why_unreadable.ts";
 *
 * const error = Object.assign(new Error("os error 2"), { name: "NotFound" });
 * console.log(`Cannot read key.pem: ${whyUnreadable(error)}`);
 * ```
 */
export function whyUnreadable(error: unknown): string {
  const { name, message } = error as Error;
  return Object.hasOwn(MEANINGS, name) ? MEANINGS[name]! : message;
}
