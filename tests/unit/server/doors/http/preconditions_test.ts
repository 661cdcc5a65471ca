/** Conditions and ranges of HTTP requests, and the dates they hold. */
import { assertEquals } from "@std/assert";
import { parseRange } from "../../../../../server/doors/http/byte_range.ts";
import { formatHttpDate, parseHttpDate } from "../../../../../server/doors/http/http_date.ts";
import {
  isRangeValid,
  judgePreconditions,
} from "../../../../../server/doors/http/preconditions.ts";
import { pure } from "../../../../helpers/pure.ts";

const MODIFIED = 784_111_777_123;
const DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
const EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
const LATER = "Sun, 06 Nov 1994 08:49:38 GMT";
const FILE = { etag: '"a"', modified: MODIFIED };

const CONDITIONS: readonly [Record<string, string>, 304 | 412 | undefined][] = [
  [{}, undefined],
  [{ "if-none-match": '"a"' }, 304],
  [{ "if-none-match": 'W/"a"' }, 304],
  [{ "if-none-match": '"x", "a"' }, 304],
  [{ "if-none-match": "*" }, 304],
  [{ "if-none-match": '"b"' }, undefined],
  [{ "if-none-match": "a" }, undefined],
  [{ "if-none-match": '"b"', "if-modified-since": LATER }, undefined],
  [{ "if-modified-since": DATE }, 304],
  [{ "if-modified-since": LATER }, 304],
  [{ "if-modified-since": EARLIER }, undefined],
  [{ "if-modified-since": "yesterday" }, undefined],
  [{ "if-match": '"a"' }, undefined],
  [{ "if-match": '"b", "a"' }, undefined],
  [{ "if-match": 'W/"a"' }, 412],
  [{ "if-match": '"b"' }, 412],
  [{ "if-match": '"a"', "if-none-match": '"a"' }, 304],
  [{ "if-unmodified-since": DATE }, undefined],
  [{ "if-unmodified-since": EARLIER }, 412],
  [{ "if-match": '"a"', "if-unmodified-since": EARLIER }, undefined],
];

pure("judgePreconditions() answers 304 or 412 in the order of RFC 9110", () => {
  for (const [headers, status] of CONDITIONS) {
    assertEquals(
      judgePreconditions(new Map(Object.entries(headers)), FILE),
      status,
      JSON.stringify(headers),
    );
  }
});

const IF_RANGES: readonly [string | undefined, string, boolean][] = [
  [undefined, '"a"', true],
  ['"a"', '"a"', true],
  ['"b"', '"a"', false],
  ['W/"a"', 'W/"a"', false],
  [DATE, '"a"', true],
  [LATER, '"a"', false],
  [EARLIER, '"a"', false],
  ["nonsense", '"a"', false],
];

pure("isRangeValid() takes the file as it is, by a strong tag or its date", () => {
  for (const [field, etag, valid] of IF_RANGES) {
    assertEquals(isRangeValid(field, { etag, modified: MODIFIED }), valid, field);
  }
});

const RANGES: readonly [string, number, ReturnType<typeof parseRange>][] = [
  ["bytes=0-0", 7, { start: 0, end: 1 }],
  ["bytes=0-6", 7, { start: 0, end: 7 }],
  ["bytes=2-100", 7, { start: 2, end: 7 }],
  ["bytes=5-", 7, { start: 5, end: 7 }],
  ["bytes=-3", 7, { start: 4, end: 7 }],
  ["bytes=-100", 7, { start: 0, end: 7 }],
  ["Bytes=6-6", 7, { start: 6, end: 7 }],
  ["bytes=7-", 7, "none"],
  ["bytes=99999999999999999999-", 7, "none"],
  ["bytes=-0", 7, "none"],
  ["bytes=0-", 0, "none"],
  ["bytes=-1", 0, "none"],
  ["bytes=3-2", 7, undefined],
  ["bytes=-", 7, undefined],
  ["bytes=0-1,3-4", 7, undefined],
  ["lines=0-1", 7, undefined],
  ["bytes=a-b", 7, undefined],
];

pure("parseRange() reads one range, and leaves alone what is none", () => {
  for (const [field, size, range] of RANGES) assertEquals(parseRange(field, size), range, field);
});

pure("parseHttpDate() reads all three forms, and nothing else", () => {
  assertEquals(formatHttpDate(MODIFIED), DATE);
  const forms = [DATE, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
  for (const form of forms) assertEquals(parseHttpDate(form), 784_111_777_000, form);
  for (const bad of ["", "1994-11-06", "0", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 96 Nov 1994"]) {
    assertEquals(parseHttpDate(bad), undefined, bad);
  }
});
