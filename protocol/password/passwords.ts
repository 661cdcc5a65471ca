/** Fewest and most characters of a server's password. Guesses are few: 60 a minute in all. */
const MIN_PASSWORD_CHARS = 6;
const MAX_PASSWORD_CHARS = 128;

/**
 * Brings a password into its one form, however it was typed or saved: normalization form C, without
 * white space around it.
 */
export function normalPassword(typed: string): string {
  return typed.normalize("NFC").trim();
}

/**
 * Checks the password that a server is to have.
 *
 * @returns The password in its one form.
 * @throws {SyntaxError} If it is too short or too long; the message does not have it.
 */
export function checkPassword(typed: string): string {
  const password = normalPassword(typed);
  const { length } = [...password];
  if (length >= MIN_PASSWORD_CHARS && length <= MAX_PASSWORD_CHARS) return password;
  throw new SyntaxError(
    `A password has ${MIN_PASSWORD_CHARS} to ${MAX_PASSWORD_CHARS} characters, received ${length}`,
  );
}

/**
 * Makes up a password that is easy to say: three words, one of eight thousand million.
 *
 * @param words 2,048 words to choose from.
 * @param random Three whole numbers, each from 0 to 2^32 - 1.
 */
export function threeWords(words: readonly string[], random: Iterable<number>): string {
  return Array.from(random, (number) => words[number % words.length]).join("-");
}
