/**
 * Messages described by tables: one table gives both the TypeScript type and the check of what
 * arrives.
 *
 * @module
 */
import { ProtocolError } from "./errors.ts";
import { MAX_NAME_UNITS, MAX_PATH_UNITS } from "./limits.ts";

/** A file in the shared folder. */
export interface SharedFile {
  /** Path relative to the shared folder, its parts separated by `/`; at most 4,096 UTF-16 units. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
}

/** What a field may hold, by the name a table uses for it. */
export interface Kinds {
  /** Any string. */
  string: string;
  /** A user's name, of at most 200 UTF-16 units. A longer one is refused before it is used. */
  name: string;
  /** A whole number from 0 to 2^53 - 1. */
  integer: number;
  /** True or false. */
  boolean: boolean;
  /** Any number of strings. */
  "string[]": string[];
  /** Any number of users' names. */
  "name[]": string[];
  /** Any number of files. */
  "file[]": SharedFile[];
}

/** A kind, with a question mark if the field may be missing. */
export type FieldKind = keyof Kinds | `${keyof Kinds}?`;

/** The fields of a message, by name. */
export type FieldTable = Readonly<Record<string, FieldKind>>;

/** The fields that a message must have. */
export type RequiredFields<T extends FieldTable> = {
  readonly [F in keyof T as T[F] extends keyof Kinds ? F : never]: T[F] extends keyof Kinds
    ? Kinds[T[F]]
    : never;
};

/** The fields that a message may have. */
export type OptionalFields<T extends FieldTable> = {
  readonly [F in keyof T as T[F] extends `${string}?` ? F : never]?: T[F] extends
    `${infer K extends keyof Kinds}?` ? Kinds[K] : never;
};

/** The type of a message with these fields. */
export type FieldsOf<T extends FieldTable> = RequiredFields<T> & OptionalFields<T>;

const CHECKS: { readonly [K in keyof Kinds]: (value: unknown) => value is Kinds[K] } = {
  string: (value) => typeof value === "string",
  name: isShortName,
  integer: isSize,
  boolean: (value) => typeof value === "boolean",
  "string[]": (value): value is string[] => Array.isArray(value) && value.every(CHECKS.string),
  "name[]": (value): value is string[] => Array.isArray(value) && value.every(isShortName),
  "file[]": (value): value is SharedFile[] => Array.isArray(value) && value.every(isFile),
};

function isShortName(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_NAME_UNITS;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFile(value: unknown): value is SharedFile {
  if (!isObject(value) || typeof value.name !== "string") return false;
  return value.name.length <= MAX_PATH_UNITS && isSize(value.size);
}

/**
 * Tells whether a JSON value is an object.
 *
 * @param value A parsed value.
 */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Checks the fields of a received message. Fields that the table does not name are dropped, so that
 * a later version may add some.
 *
 * @param what Name of the message, for the error.
 * @param value The value that arrived.
 * @param fields The fields that it should have.
 * @returns The fields of the table, and no others.
 * @throws {ProtocolError} `malformed-packet` if a field is missing or of the wrong kind.
 *
 * @example
 * ```ts
 * import { checkFields } from "./fields.ts";
 *
 * checkFields("say", { text: "hi", extra: 1 }, { text: "string" }); // { text: "hi" }
 * ```
 */
export function checkFields<T extends FieldTable>(
  what: string,
  value: Record<string, unknown>,
  fields: T,
): FieldsOf<T> {
  const checked: Record<string, unknown> = {};
  for (const field in fields) {
    const optional = fields[field]!.endsWith("?");
    const kind = fields[field]!.replace("?", "") as keyof Kinds;
    const given = Object.hasOwn(value, field) ? value[field] : undefined;
    if (given === undefined && optional) continue;
    if (!CHECKS[kind](given)) {
      throw new ProtocolError("malformed-packet", `${what} needs ${field}, of kind ${kind}`);
    }
    checked[field] = given;
  }
  return checked as FieldsOf<T>;
}
