/**
 * The part of DER (ITU-T X.690) that certificates need: values written, and values found.
 *
 * @module
 */

/** Tags of the kinds of value that occur in a certificate. */
export const DerTag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OBJECT_ID: 0x06,
  UTF8_STRING: 0x0c,
  GENERALIZED_TIME: 0x18,
  UTC_TIME: 0x17,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/**
 * Writes one value.
 *
 * @param tag Its tag, one byte.
 * @param parts Its content, in pieces.
 *
 * @example
 * ```ts
 * import { DerTag, writeDer } from "./der.ts";
 *
 * writeDer(DerTag.SEQUENCE, writeDer(DerTag.INTEGER, Uint8Array.of(5))); // 30 03 02 01 05
 * ```
 */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = [tag, ...lengthBytes(length)];
  const value = new Uint8Array(header.length + length);
  value.set(header);
  let at = header.length;
  for (const part of parts) {
    value.set(part, at);
    at += part.length;
  }
  return value;
}

/**
 * Writes an object identifier.
 *
 * @param dotted Its numbers: `1.2.840.10045.2.1`.
 */
export function writeObjectId(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [40 * first + second, ...rest].flatMap(base128);
  return writeDer(DerTag.OBJECT_ID, Uint8Array.from(bytes));
}

/**
 * Writes a whole number that is not negative.
 *
 * @param bytes The number, big-endian; at least one byte.
 */
export function writeInteger(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = from < 0 ? Uint8Array.of(0) : bytes.subarray(from);
  const sign = digits[0]! >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0);
  return writeDer(DerTag.INTEGER, sign, digits);
}

/** One value, as it stands in the bytes around it. */
export interface DerValue {
  /** Its tag. */
  readonly tag: number;
  /** What it holds. */
  readonly content: Uint8Array;
  /** The value as a whole: tag, length and content. */
  readonly whole: Uint8Array;
  /** Where the next value begins. */
  readonly end: number;
}

/**
 * Reads the value that begins at a place.
 *
 * @param bytes Bytes of any origin.
 * @param at Where it begins.
 * @throws {RangeError} If no whole value begins there.
 */
export function readDer(bytes: Uint8Array, at = 0): DerValue {
  const tag = bytes[at];
  const short = bytes[at + 1];
  if (tag === undefined || short === undefined) throw new RangeError("Cannot read DER: it ends");
  const size = short < 0x80 ? 0 : short & 0x7f;
  if (size > 4 || short === 0x80) {
    throw new RangeError(`Cannot read DER: a length of ${size} bytes`);
  }
  const start = at + 2 + size;
  let length = size === 0 ? short : 0;
  for (let i = at + 2; i < start; i++) length = length * 256 + (bytes[i] ?? 0);
  const end = start + length;
  if (end > bytes.length) throw new RangeError("Cannot read DER: a value is longer than its bytes");
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end), end };
}

/**
 * Reads all the values in a content.
 *
 * @throws {RangeError} If it does not consist of whole values.
 */
export function readAllDer(content: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < content.length;) {
    const value = readDer(content, at);
    values.push(value);
    at = value.end;
  }
  return values;
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift(0x80 + rest % 128);
  }
  return bytes;
}
