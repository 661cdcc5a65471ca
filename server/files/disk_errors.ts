/**
 * What failures of the disk mean for clients.
 *
 * @module
 */
import { ProtocolError } from "../../protocol/mod.ts";

/** Codes of the system for "not now": no descriptor, no memory. */
const BUSY_CODES = new Set(["EMFILE", "ENFILE", "ENOMEM"]);

/** Makes the error for a file that is not there, or may not be shared. */
export function noSuchFile(name: string, cause?: unknown): ProtocolError {
  return new ProtocolError("no-such-file", `No such file: ${name}`, { cause });
}

/** Makes the error for what the server cannot do now, though it could at another time. */
export function serverBusy(why: string, cause?: unknown): ProtocolError {
  return new ProtocolError("server-busy", `${why}: try again`, { cause });
}

/**
 * Tells a failure that will pass from one that concerns the file.
 *
 * @param error What the system has thrown.
 * @param otherwise What it means unless the system lacks descriptors or memory.
 * @returns The error for the client.
 */
export function diskError(error: unknown, otherwise: (cause: unknown) => Error): Error {
  if (error instanceof ProtocolError) return error;
  return isBusy(error) ? serverBusy("The server has too many files open", error) : otherwise(error);
}

/** Tells whether the system lacks descriptors or memory, which will pass. */
export function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && BUSY_CODES.has(code);
}
