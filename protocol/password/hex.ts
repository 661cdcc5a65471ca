import { ProtocolError } from "../errors.ts";

/** Writes bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads hexadecimal digits.
 *
 * @param what What they are, for the error.
 * @param bytes How many bytes they must be.
 * @throws {ProtocolError} `malformed-packet` if they are not.
 */
export function fromHex(what: string, digits: string, bytes: number): Uint8Array {
  if (digits.length !== 2 * bytes || !/^[0-9a-f]*$/i.test(digits)) {
    throw new ProtocolError("malformed-packet", `${what} is ${2 * bytes} hexadecimal digits`);
  }
  return Uint8Array.from({ length: bytes }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
