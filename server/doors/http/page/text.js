/**
 * What may be shown of what others sent.
 *
 * @module
 */

/** Control characters but tab and line break; what turns the direction of text. */
// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A received text without what could change how others are shown.
 *
 * @param {string} text Anything a peer sent.
 */
export function printable(text) {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(UNSAFE, "");
}

/**
 * A name or another short text, set apart from what is around it whatever its direction.
 *
 * @param {string} name Anything a peer sent.
 */
export function isolated(name) {
  return `\u2068${printable(name).replace(/\s+/g, " ")}\u2069`;
}

const URL_PATTERN = /https?:\/\/[^\s<>"'`]+/giu;

/**
 * Splits a text into plain parts and web addresses.
 *
 * @param {string} text What {@linkcode printable} returned.
 * @returns {{ text: string, href?: string }[]} The parts; together they are the text.
 */
export function linkify(text) {
  const parts = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(URL_PATTERN)) {
    const address = withoutTail(found);
    const href = hrefOf(address);
    if (!href) continue;
    if (index > at) parts.push({ text: text.slice(at, index) });
    parts.push({ text: address, href });
    at = index + address.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/** Leaves out what ends the sentence around an address, and brackets that were opened before it. */
function withoutTail(/** @type {string} */ address) {
  let end = address.replace(/[.,;:!?*_~\u2026\u3002\uff0c]+$/u, "");
  for (const [open = "", close = ""] of ["()", "[]", "{}"]) {
    if (end.endsWith(close) && !end.includes(open)) end = withoutTail(end.slice(0, -1));
  }
  return end;
}

function hrefOf(/** @type {string} */ address) {
  const url = URL.parse ? URL.parse(address) : null;
  return url && /^https?:$/.test(url.protocol) && url.hostname ? url.href : undefined;
}

/**
 * Whether a text speaks of somebody: their name, with or without `@`, as a word of its own.
 *
 * @param {string} text
 * @param {string} name
 */
export function mentions(text, name) {
  const [low, wanted] = [text.toLowerCase(), name.toLowerCase()];
  const isPart = (/** @type {string} */ char) => /[\p{L}\p{N}_]/u.test(char);
  for (let at = low.indexOf(wanted); wanted && at >= 0; at = low.indexOf(wanted, at + 1)) {
    const [before, after] = [low.slice(0, at).at(-1), low[at + wanted.length]];
    if (!isPart(before ?? " ") && !isPart(after ?? " ")) return true;
  }
  return false;
}

/**
 * A hue for somebody, the same wherever they are shown.
 *
 * @param {string} name
 * @returns {number} 0 to 359.
 */
export function hueOf(name) {
  let hash = 2_166_136_261;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  return (hash >>> 0) % 360;
}

/**
 * What somebody's picture shows: the first character of their name, as people count characters.
 *
 * @param {string} name
 */
export function initialOf(name) {
  const [first] = new Intl.Segmenter().segment(name);
  return (first?.segment ?? "?").toUpperCase();
}

/**
 * A size as people read it.
 *
 * @param {number} bytes
 */
export function sizeOf(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
