/** What the page shows of what others sent. */
import { assertEquals } from "@std/assert";
import {
  hueOf,
  initialOf,
  linkify,
  mentions,
  printable,
  sizeOf,
} from "../../../../../../server/doors/http/page/text.js";
import fc from "../../../../../helpers/fast_check.ts";
import { ANY_TEXT } from "../../../../../helpers/any_text.ts";
import { pure } from "../../../../../helpers/pure.ts";

pure("printable() leaves out what could change how others are shown", () => {
  assertEquals(printable("a\x1b[31mb\x07\u202ec\u2066d\x9be"), "a[31mbcde");
  assertEquals(printable("a\r\nb\rc\u2028d\te"), "a\nb\nc\nd\te");
});

const LINKS: readonly [string, string[]][] = [
  ["see https://a.example/x?y=1#z, and", ["https://a.example/x?y=1#z"]],
  ["(http://a.example/b)", ["http://a.example/b"]],
  ["https://en.wikipedia.org/wiki/Foo_(bar)", ["https://en.wikipedia.org/wiki/Foo_(bar)"]],
  ["HTTPS://A.example.", ["HTTPS://A.example"]],
  ["http://a.example http://b.example", ["http://a.example", "http://b.example"]],
  ["javascript:alert(1) ftp://a.example data:text/html,x", []],
  ["https:// http://: https://<img>", []],
  ['https://a.example/"onclick=x', ["https://a.example/"]],
  ["www.a.example", []],
];

pure("linkify() finds web addresses and nothing else", () => {
  for (const [text, links] of LINKS) {
    const parts = linkify(text);
    assertEquals(parts.filter(({ href }) => href).map((part) => part.text), links, text);
    assertEquals(parts.map((part) => part.text).join(""), text);
  }
});

pure("linkify() keeps every text whole, and links only to http and https", () => {
  const url = fc.stringMatching(
    /^https?:\/\/[a-z0-9.:-]{1,20}(\/[\w.~!$&'()*+,;=:@%?#-]{0,12}){0,3}$/,
  );
  const piece = fc.oneof(ANY_TEXT, url, fc.constantFrom("https://", "(", ")", ".", "]"));
  fc.assert(fc.property(fc.array(piece).map((all) => all.join("")), (text) => {
    const parts = linkify(text);
    assertEquals(parts.map((part) => part.text).join(""), text);
    for (const { href } of parts) if (href) assertEquals(/^https?:\/\/[^/]/.test(href), true, href);
  }));
});

pure("mentions() finds a name as a word of its own", () => {
  for (const text of ["bob", "hi Bob!", "@bob: x", "see bob's", "bobby and bob"]) {
    assertEquals(mentions(text, "bob"), true, text);
  }
  for (const text of ["bobby", "kebob", "bob_2", "", "b o b"]) {
    assertEquals(mentions(text, "bob"), false, text);
  }
  assertEquals(mentions("a (b) c", "(b)"), true);
  assertEquals(mentions("anything", ""), false);
});

pure("initialOf() takes a whole character", () => {
  assertEquals(["bob", "élan", "👩‍👩‍👧x", "ß", ""].map(initialOf), ["B", "É", "👩‍👩‍👧", "SS", "?"]);
});

pure("hueOf() is an angle, the same for the same name", () => {
  fc.assert(fc.property(ANY_TEXT, (name) => {
    const hue = hueOf(name);
    assertEquals(hue >= 0 && hue < 360 && hue === hueOf(name), true);
  }));
});

pure("sizeOf() tells sizes as people do", () => {
  const sizes = [0, 999, 1000, 9_949, 9_951, 999_499, 999_500, 44_144, 1.5e9, 7e13];
  assertEquals(sizes.map(sizeOf), [
    "0 B",
    "999 B",
    "1.0 kB",
    "9.9 kB",
    "10 kB",
    "999 kB",
    "1.0 MB",
    "44 kB",
    "1.5 GB",
    "70 TB",
  ]);
});
