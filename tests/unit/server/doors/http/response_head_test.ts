/** What the server answers HTTP with: status line, header fields, names of files, digests. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../../../helpers/fast_check.ts";
import { attachment } from "../../../../../server/doors/http/content_disposition.ts";
import { reprDigest } from "../../../../../server/files/validators.ts";
import { encodeResponseHead } from "../../../../../server/doors/http/response_head.ts";
import { ANY_TEXT, pure } from "../../../../helpers/pure.ts";

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

pure("attachment() names the last part of a path, in ASCII", () => {
  assertEquals(attachment("a.txt"), "attachment; filename*=UTF-8''a.txt");
  assertEquals(
    attachment("d/it's (1)*é.txt"),
    "attachment; filename*=UTF-8''it%27s%20%281%29%2A%C3%A9.txt",
  );
});

pure("attachment() fits into a header whatever the name holds", () => {
  fc.assert(fc.property(ANY_TEXT, (name) => {
    encodeResponseHead(200, { "Content-Disposition": attachment(name) });
  }));
});

pure("reprDigest() writes the bytes in base64", () => {
  assertEquals(
    reprDigest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
  );
});
