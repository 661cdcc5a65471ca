/**
 * The texts that a load is made of: each says who sent it and which of theirs it is, so that the
 * receiver can tell whether one is missing, double or out of order.
 *
 * @module
 */

/** The byte a text begins with, `#`; it occurs nowhere before the text in any protocol. */
export const MARK = 35;

/** Characters of a text. */
export const TEXT_CHARS = 64;

const SENDER_DIGITS = 5;
const NUMBER_DIGITS = 7;
const LAST_CHAR = "~";

/** Makes a text of 64 characters: `#`, 5 digits of sender, 7 of number, filling, `~`. */
export function makeText(sender: number, number: number): string {
  const head = `#${digits(sender, SENDER_DIGITS)}${digits(number, NUMBER_DIGITS)}`;
  return head.padEnd(TEXT_CHARS - 1, "x") + LAST_CHAR;
}

/** The sender of the text at this place. */
export function senderAt(bytes: Uint8Array, at: number): number {
  return numberFrom(bytes, at + 1, at + 1 + SENDER_DIGITS);
}

/** Which of its sender's texts the one at this place is. */
export function numberAt(bytes: Uint8Array, at: number): number {
  const from = at + 1 + SENDER_DIGITS;
  return numberFrom(bytes, from, from + NUMBER_DIGITS);
}

/** Whether a text is at this place, from its first byte to its last. */
export function isWhole(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === MARK && bytes[at + TEXT_CHARS - 1] === LAST_CHAR.charCodeAt(0);
}

function digits(value: number, count: number): string {
  return `${value}`.padStart(count, "0");
}

function numberFrom(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (; at < end; at++) value = 10 * value + (bytes[at]! - 48);
  return value;
}
