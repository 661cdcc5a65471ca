import { whyUnreadable } from "../../protocol/mod.ts";
import type { Given, Option } from "../../types/command.d.ts";
import { ConversationError } from "../conversation/connection_end.ts";
import type { PasswordSource } from "../conversation/password_source.ts";
import { KnownPassword } from "../net/known_password.ts";

/** The option of every command that joins a server with a password. */
export const PASSWORD_OPTION: Readonly<Record<string, Option>> = {
  "password-file": {
    kind: "path",
    value: "FILE",
    help: "the server's password, in the first line (default $CHAT_PASSWORD, or asked for)",
  },
};

/** Bytes of Enter, Ctrl-C, Ctrl-D, Backspace and Ctrl-U, as a terminal sends them. */
const KEY = { enter: 13, newline: 10, interrupt: 3, end: 4, delete: 127, backspace: 8, clear: 21 };

/**
 * Reads the password that the user gives by an option or a variable.
 *
 * @returns Nothing, if the user gives none.
 * @throws {Error} If the file cannot be read, or its first line is empty.
 */
export async function givenPassword(options: Given): Promise<PasswordSource | undefined> {
  const { "password-file": file } = options;
  const text = file === undefined ? Deno.env.get("CHAT_PASSWORD") : await readPassword(file);
  return text ? new KnownPassword(firstLine(text)) : undefined;
}

/** Reads a file that must hold a password: who names one joins no server without. */
async function readPassword(file: string): Promise<string> {
  const text = await Deno.readTextFile(file).catch((cause) => {
    throw new Error(`Cannot read the password in ${file}: ${whyUnreadable(cause)}`, { cause });
  });
  if (firstLine(text) === "") throw new Error(`The first line of ${file} has no password`);
  return text;
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0]!;
}

/**
 * Does something with a server; if that asks for a password which the user has not given, asks the
 * user on a terminal and does it again.
 *
 * @param given What the user has given.
 * @param act What to do.
 */
export async function withPassword<T>(
  given: PasswordSource | undefined,
  act: (password: PasswordSource | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await act(given);
  } catch (error) {
    if (given || !isPasswordNeeded(error) || !Deno.stdin.isTerminal()) throw error;
    const typed = await askForPassword();
    if (typed === undefined) throw error;
    return await act(new KnownPassword(typed));
  }
}

/** Whether a server asked for a password that it was not given. */
export function isPasswordNeeded(error: unknown): boolean {
  return error instanceof ConversationError && error.end.type === "refused" &&
    error.end.error.code === "password-needed";
}

/** What is read if Ctrl-C is pressed: no password holds it. */
const INTERRUPTED = "\x03";

/**
 * Asks for a password on the terminal, without showing it; nothing if the user gives up. Ctrl-C ends
 * the program.
 */
export async function askForPassword(): Promise<string | undefined> {
  const say = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  Deno.stdin.setRaw(true); // Before it is asked for: who types at once is not shown either.
  say("Password: ");
  let typed: string | undefined;
  try {
    typed = await readLine();
  } finally {
    Deno.stdin.setRaw(false);
    say("\n");
  }
  if (typed === INTERRUPTED) Deno.exit(130);
  return typed;
}

async function readLine(): Promise<string | undefined> {
  const typed: number[] = [];
  // The stream, and not `Deno.stdin.read`: the screen that was closed may have left a read of it open.
  const reader = Deno.stdin.readable.getReader();
  using _ = { [Symbol.dispose]: () => reader.releaseLock() };
  for (;;) {
    const { value } = await reader.read();
    if (!value) return undefined;
    for (const byte of value) {
      if (byte === KEY.enter || byte === KEY.newline) return decode(typed);
      if (byte === KEY.interrupt) return INTERRUPTED;
      if (byte === KEY.end) return undefined;
      if (byte === KEY.clear) typed.length = 0;
      else if (byte === KEY.delete || byte === KEY.backspace) eraseLast(typed);
      else typed.push(byte);
    }
  }
}

/** Takes the last character away: the bytes that continue it in UTF-8 too. */
function eraseLast(typed: number[]): void {
  while (typed.length > 0 && (typed.pop()! & 0xc0) === 0x80);
}

function decode(bytes: readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
