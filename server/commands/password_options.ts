import { checkPassword, threeWords } from "../../protocol/password/passwords.ts";
import { loadRistretto } from "../../protocol/password/ristretto.ts";
import type { Given, Option } from "../../types/command.d.ts";
import { firstLineOf } from "./first_line_of.ts";

/** The options of `chat serve` that close the server to strangers. */
export const PASSWORD_OPTIONS: Readonly<Record<string, Option>> = {
  password: {
    kind: "flag",
    help: "ask everybody for a password: $CHAT_PASSWORD, else three words that it makes up",
  },
  "password-file": {
    kind: "path",
    value: "FILE",
    help: "ask everybody for the password in the first line of this file",
  },
};

/** Addresses that only this machine reaches, so that nobody listens in between. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/**
 * Checks the options of {@linkcode PASSWORD_OPTIONS}.
 *
 * @throws {SyntaxError} If others could read what is said, password or not.
 */
export function checkPasswordOptions(options: Given): void {
  const { password, "password-file": file, tls, "tls-cert": cert, host = "0.0.0.0" } = options;
  if (!password && file === undefined) return;
  if (tls || cert !== undefined || LOOPBACK.test(host)) return;
  throw new SyntaxError("A password needs --tls, or --host 127.0.0.1 for this machine alone");
}

/**
 * Finds the server's password.
 *
 * @param onMadeUp Told a password that was made up here.
 * @returns Nothing, if everybody may join.
 * @throws {Error} If the file cannot be read, or what is in it is no password.
 */
export async function passwordFrom(
  { password, "password-file": file }: Given,
  onMadeUp: (password: string) => void,
): Promise<string | undefined> {
  if (file === undefined && !password) return undefined;
  await loadRistretto(); // While the server may still load packages.
  if (file !== undefined) return checkPassword(await firstLineOf(file));
  const given = Deno.env.get("CHAT_PASSWORD");
  if (given) return checkPassword(given);
  const { wordlist } = await import("npm:@scure/bip39@2.4.0/wordlists/english.js");
  const madeUp = threeWords(wordlist, crypto.getRandomValues(new Uint32Array(3)));
  onMadeUp(madeUp);
  return madeUp;
}
