/** What the server answers HTTP with: status line and header fields. */
import { assertEquals, assertThrows } from "@std/assert";
import { encodeResponseHead } from "../../../../../server/doors/http/response_head.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("encodeResponseHead() writes a status line and the fields that are defined", () => {
  const head = encodeResponseHead(206, { "Content-Length": 3, ETag: undefined, Vary: "x" });
  assertEquals(
    new TextDecoder().decode(head),
    "HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\nVary: x\r\n\r\n",
  );
});

pure("encodeResponseHead() refuses a field that could end the head", () => {
  for (const value of ["a\r\nb: c", "a\nb", "a\0", "é"]) {
    assertThrows(
      () => encodeResponseHead(200, { "X-Name": value }),
      TypeError,
      "Cannot send X-Name",
    );
  }
});
