/** How long a line is before it is sent. */
import { assertEquals } from "@std/assert";
import { utf8Bytes } from "../../../../../server/doors/irc/outgoing.ts";
import fc from "../../../../helpers/fast_check.ts";
import { ANY_TEXT } from "../../../../helpers/any_text.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("utf8Bytes() counts what encoding gives, of any text", () => {
  const encoder = new TextEncoder();
  fc.assert(fc.property(ANY_TEXT, (text) => {
    assertEquals(utf8Bytes(text), encoder.encode(text).length);
  }));
  assertEquals(["", "a", "é", "€", "🦊", "\ud83e", "\udd8a\ud83e"].map(utf8Bytes), [
    0,
    1,
    2,
    3,
    4,
    3,
    6,
  ]);
});
