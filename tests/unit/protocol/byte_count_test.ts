import { assertEquals } from "@std/assert";
import { byteCount } from "../../../protocol/byte_count.ts";
import { pure } from "../../helpers/pure.ts";

pure("byteCount() has one byte, and any other number of bytes", () => {
  assertEquals([0, 1, 2, 29431].map(byteCount), ["0 bytes", "1 byte", "2 bytes", "29431 bytes"]);
});
