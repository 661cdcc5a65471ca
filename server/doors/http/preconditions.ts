/**
 * What a client asks only under a condition: RFC 9110 section 13.
 *
 * @module
 */
import { parseHttpDate } from "./http_date.ts";

/** What conditions are judged by. */
export interface Validators {
  /** The entity tag, in quotes; weak ones begin with `W/`. */
  readonly etag: string;
  /** When it last changed, in ms since 1970 UTC; undefined if that is not known. */
  readonly modified?: number;
}

/**
 * Judges the conditions of a GET or HEAD, but for `If-Range`.
 *
 * @param headers The request's header fields, by name in lower case.
 * @param validators What it is that would be sent.
 * @returns 412 or 304 if that is the answer; undefined if the client is to have what it asks for.
 */
export function judgePreconditions(
  headers: ReadonlyMap<string, string>,
  validators: Validators,
): 412 | 304 | undefined {
  const [match, noneMatch] = [headers.get("if-match"), headers.get("if-none-match")];
  if (match !== undefined) {
    if (!anyMatches(match, validators.etag, isStrongMatch)) return 412;
  } else if (isLater(validators, headers.get("if-unmodified-since")) === true) return 412;
  if (noneMatch !== undefined) {
    return anyMatches(noneMatch, validators.etag, isWeakMatch) ? 304 : undefined;
  }
  return isLater(validators, headers.get("if-modified-since")) === false ? 304 : undefined;
}

/**
 * Whether the `Range` of a request counts: without `If-Range`, or if that is the file as it is now.
 *
 * @param ifRange The field, if it was sent: an entity tag or a date.
 * @param validators What it is that would be sent.
 */
export function isRangeValid(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true;
  if (/^(W\/)?"/.test(ifRange)) return isStrongMatch(ifRange, validators.etag);
  const date = parseHttpDate(ifRange);
  return date !== undefined && date === wholeSeconds(validators.modified);
}

const TAGS = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

function anyMatches(
  field: string,
  etag: string,
  matches: (a: string, b: string) => boolean,
): boolean {
  if (field.trim() === "*") return true;
  return (field.match(TAGS) ?? []).some((tag) => matches(tag, etag));
}

function isStrongMatch(a: string, b: string): boolean {
  return a === b && !a.startsWith("W/");
}

function isWeakMatch(a: string, b: string): boolean {
  return a.replace(/^W\//, "") === b.replace(/^W\//, "");
}

/** Whether it changed after a date; undefined if one of the two is not known. */
function isLater({ modified }: Validators, field: string | undefined): boolean | undefined {
  const date = field === undefined ? undefined : parseHttpDate(field);
  const changed = wholeSeconds(modified);
  return date === undefined || changed === undefined ? undefined : changed > date;
}

function wholeSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / 1000) * 1000;
}
