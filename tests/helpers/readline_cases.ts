/** What keys send. */
const KEYS: Readonly<Record<string, string>> = {
  left: "\x1b[D",
  right: "\x1b[C",
  home: "\x1b[H",
  end: "\x1b[F",
  delete: "\x1b[3~",
  backspace: "\x7f",
  "alt-left": "\x1bb",
  "alt-right": "\x1bf",
  "ctrl-left": "\x1b[1;5D",
  "ctrl-right": "\x1b[1;5C",
  "alt-backspace": "\x1b\x7f",
  "ctrl-_": "\x1f",
};

/** Each: what is typed, with `<keys>`; and what becomes of it, with `|` for the cursor. */
export const READLINE_CASES: readonly (readonly [typed: string, expected: string])[] = [
  ["one two<alt-left>", "one |two"],
  ["one two<alt-left><alt-left>", "|one two"],
  ["one  two<home><alt-right>", "one|  two"],
  ["one  two<home><alt-right><alt-right>", "one  two|"],
  ["one-two_three<alt-left><alt-left>", "one-|two_three"],
  ["one two<ctrl-left>", "one |two"],
  ["één twee<home><alt-right>", "één| twee"],
  ["één twee<alt-left><alt-left>", "|één twee"],
  ["one two<alt-backspace>", "one |"],
  ["one two  <alt-backspace>", "one |"],
  ["/get foo/bar.txt<alt-backspace>", "/get foo/bar.|"],
  ["één twéé<alt-backspace><alt-backspace>", "|"],
  ["/get foo/bar.txt<ctrl-w>", "/get |"],
  ["één  <ctrl-w>", "|"],
  ["one two three<home><alt-d>", "| two three"],
  ["one two three<home><alt-d><alt-d>", "| three"],
  ["one two<alt-left><ctrl-k>", "one |"],
  ["one two<alt-left><ctrl-u>", "|two"],
  ["one two<ctrl-u><ctrl-y>", "one two|"],
  ["one two<ctrl-w><ctrl-w><ctrl-y>", "one two|"],
  ["one two<alt-backspace><alt-backspace><ctrl-y>", "one two|"],
  ["one two<home><alt-d><alt-d><ctrl-y>", "one two|"],
  ["one two<ctrl-w>x<ctrl-w><ctrl-y>", "one x|"],
  ["one two<ctrl-w>three<ctrl-w><ctrl-y><alt-y>", "one two|"],
  ["a<ctrl-u>b<alt-y>", "b|"],
  ["teh<ctrl-t>", "the|"],
  ["teh<left><ctrl-t>", "the|"],
  ["ab<home><ctrl-t>", "|ab"],
  ["a<ctrl-t>", "a|"],
  ["abcd<left><left><ctrl-t>", "acb|d"],
  ["one two<alt-left><alt-u>", "one TWO|"],
  ["one two<home><right><alt-u>", "oNE| two"],
  ["one two<home><right><right><right><alt-u>", "one TWO|"],
  ["ONE TWO<home><alt-l>", "one| TWO"],
  ["one tWO<home><alt-c><alt-c>", "One Two|"],
  ["one two<home><right><alt-c>", "oNe| two"],
  ["élan<home><alt-c>", "Élan|"],
  ["one<ctrl-_>", "|"],
  ["one two<ctrl-w><ctrl-_>", "one two|"],
  ["one two<backspace><backspace><ctrl-_>", "one tw|"],
  ["one<left>x<ctrl-_>", "on|e"],
  ["one<ctrl-_>two<ctrl-_><ctrl-_>", "|"],
  ["one two<ctrl-u><ctrl-y><ctrl-_><ctrl-_>", "one two|"],
  ["abcdefghijklmnopqrstuvwxyz<ctrl-_>", "abcdefghijklmnopqrst|"],
  ["abc<home><ctrl-d>", "|bc"],
  ["abc<ctrl-d>", "abc|"],
  ["abc<ctrl-a>x<ctrl-e>y", "xabcy|"],
  ["abc<ctrl-b><ctrl-b><ctrl-f>x", "abx|c"],
  ["abc<left><ctrl-h>", "a|c"],
];

/** What was typed before, the latest last. */
export const EARLIER: readonly string[] = [
  "make test",
  "make bench",
  "git log make",
  "make bench",
];

/** The same with Ctrl-R, when {@linkcode EARLIER} was typed before. */
export const SEARCH_CASES: readonly (readonly [typed: string, expected: string])[] = [
  ["<ctrl-r>make<end>", "make bench|"],
  ["<ctrl-r>mak<left>", "|make bench"],
  ["<ctrl-r>make t<end>", "make test|"],
  ["<ctrl-r>make<ctrl-r><end>", "git log make|"],
  ["<ctrl-r>make<ctrl-r><ctrl-r><end>", "make bench|"],
  ["<ctrl-r>make<ctrl-r><ctrl-r><ctrl-r><end>", "make test|"],
  ["<ctrl-r>git<ctrl-e>x", "git log makex|"],
  ["<ctrl-r>gix<backspace><end>", "git log make|"],
  ["hello<ctrl-r>make<ctrl-g>", "hello|"],
  ["hello<ctrl-r>xyz<end>", "hello|"],
  ["hello<ctrl-r>nowhere<end>", "make bench|"],
  ["<ctrl-r>git<ctrl-g><ctrl-r><ctrl-r><end>", "|"],
  ["<ctrl-r>log<alt-u>", "git LOG| make"],
];

/** Translates what a case types to what the keys send. */
export function keysOf(typed: string): string {
  return typed.replace(/<([a-z_-]+)>/g, (_, key: string) => {
    const known = KEYS[key];
    if (known !== undefined) return known;
    const [modifier, letter] = key.split("-");
    if (modifier === "alt") return `\x1b${letter}`;
    return String.fromCharCode(letter!.charCodeAt(0) & 0x1f);
  });
}
