import { DownloadError } from "./failure.ts";

/** Maximum number of alternatives from the braces of a pattern. */
const MAX_ALTERNATIVES = 256;

/** One token of a pattern, with the characters that it matches. */
type Token =
  | { readonly type: "char"; readonly takes: (char: string) => boolean }
  /** Any number of characters except slashes. */
  | { readonly type: "star" }
  /** Any number of folders, each with its slash. */
  | { readonly type: "folders" }
  /** The rest. */
  | { readonly type: "rest" };

/**
 * Tells whether a text is a pattern: whether it contains `*`, `?`, `[…]` or `{…}`.
 *
 * @param text What a user wrote.
 */
export function isGlob(text: string): boolean {
  return /[*?]|\[[^\]]+\]|\{[^}]+\}/.test(text);
}

/**
 * Makes a test out of a shell pattern: `*` stands for any part of a name within a folder, `**` for
 * any folders, `?` for one character, `[a-c]` for one of several, `{a,b}` for one or the other; a
 * backslash takes the next character as it is.
 *
 * A name comes from the server, which may mean harm. So no name is matched by a regular expression
 * made of the pattern: the time this takes grows with the length of both, and never faster.
 *
 * @param glob The pattern.
 * @returns What tells whether a name matches.
 * @throws {DownloadError} If its braces stand for more than 256 patterns.
 *
 * @example
 * ```ts
 * import { globMatcher } from "./glob.ts";
 *
 * globMatcher("*.{png,jpg}")("photo.png"); // true
 * ```
 */
export function globMatcher(glob: string): (name: string) => boolean {
  const alternatives = expandBraces(glob).map(tokensOf);
  return (name) => alternatives.some((tokens) => matches(tokens, name));
}

/** Expands the braces of a pattern into several patterns. */
function expandBraces(glob: string): string[] {
  const open = [glob];
  const plain: string[] = [];
  for (let next; (next = open.pop()) !== undefined;) {
    const [whole, before = "", choices = ""] = /^(.*?(?<!\\))\{([^{}]*)\}/s.exec(next) ?? [];
    if (whole === undefined) plain.push(next);
    else {open.push(
        ...choices.split(",").map((choice) => before + choice + next!.slice(whole.length)),
      );}
    if (open.length + plain.length > MAX_ALTERNATIVES) {
      throw new DownloadError({ type: "wide-pattern", most: MAX_ALTERNATIVES });
    }
  }
  return plain;
}

/** The syntax of tokens. */
const PARTS: readonly (readonly [RegExp, (match: RegExpExecArray) => Token])[] = [
  [/^\*\*\//, () => ({ type: "folders" })],
  [/^\*\*$/, () => ({ type: "rest" })],
  [/^\*+/, () => ({ type: "star" })],
  [/^\?/, () => ({ type: "char", takes: (char) => char !== "/" })],
  [/^\[([!^]?)(\]?[^\]]*)\]/, ([, not, set]) => oneOf(set!, not === "" ? "those" : "others")],
  [/^\\?(.)/su, ([, char]) => ({ type: "char", takes: (other) => other === char })],
];

function tokensOf(glob: string): Token[] {
  const tokens: Token[] = [];
  for (let rest = glob, atStart = true; rest !== "";) {
    // Two stars match folders only if they are alone between two slashes.
    const parts = atStart ? PARTS : PARTS.slice(2);
    const [match, make] = firstMatch(parts, rest);
    tokens.push(make(match));
    rest = rest.slice(match[0].length);
    atStart = match[0].endsWith("/");
  }
  return tokens;
}

function firstMatch(parts: typeof PARTS, text: string) {
  for (const [pattern, make] of parts) {
    const match = pattern.exec(text);
    if (match) return [match, make] as const;
  }
  throw new SyntaxError(`Cannot read the pattern at ${text}`);
}

/** Parses the characters and ranges between brackets. */
function oneOf(set: string, which: "those" | "others"): Token {
  const ranges = Array.from(
    set.matchAll(/(.)-(.)|(.)/gsu),
    ([, from, to, one]) => [(from ?? one)!, (to ?? one)!] as const,
  );
  const isIn = (char: string) => ranges.some(([from, to]) => from <= char && char <= to);
  return { type: "char", takes: (char) => char !== "/" && isIn(char) === (which === "those") };
}

/**
 * Follows all possible matches at the same time: keeps the set of tokens that may match the next
 * character.
 */
function matches(tokens: readonly Token[], name: string): boolean {
  let places = new Set<number>();
  enter(tokens, 0, places, "/");
  for (const char of name) {
    const next = new Set<number>();
    for (const place of places) step(tokens, place, char, next);
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(tokens.length);
}

function step(tokens: readonly Token[], place: number, char: string, next: Set<number>): void {
  const token = tokens[place];
  if (!token) return;
  if (token.type === "char") {
    if (token.takes(char)) enter(tokens, place + 1, next, char);
  } else if (token.type !== "star" || char !== "/") {
    enter(tokens, place, next, char);
  }
}

/** Adds a position, and those after it that can be reached without a character. */
function enter(
  tokens: readonly Token[],
  place: number,
  places: Set<number>,
  before: string,
): void {
  places.add(place);
  const type = tokens[place]?.type;
  const isOptional = type === "star" || type === "rest" || (type === "folders" && before === "/");
  if (isOptional) enter(tokens, place + 1, places, before);
}
