/** What the server sends to a web socket: whole frames, unmasked. */
import { assertEquals } from "@std/assert";
import {
  encodeTextFrame,
  encodeWebSocketFrame,
} from "../../../../../../server/doors/http/web_socket/encode_frame.ts";
import { encodeClose } from "../../../../../../server/doors/http/web_socket/close_frame.ts";
import { Opcode } from "../../../../../../server/doors/http/web_socket/frame_header.ts";
import { pure } from "../../../../../helpers/pure.ts";

const HEADERS: readonly [number, number[]][] = [
  [0, [0x82, 0]],
  [125, [0x82, 125]],
  [126, [0x82, 126, 0, 126]],
  [65_535, [0x82, 126, 255, 255]],
  [65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  [1_048_576, [0x82, 127, 0, 0, 0, 0, 0, 16, 0, 0]],
];

pure("encodeWebSocketFrame() writes a length in as few bytes as it takes", () => {
  for (const [length, header] of HEADERS) {
    const frame = encodeWebSocketFrame(Opcode.BINARY, new Uint8Array(length).fill(7));
    assertEquals([...frame.subarray(0, header.length)], header);
    assertEquals(frame.length, header.length + length);
    assertEquals(frame.subarray(header.length).every((byte) => byte === 7), true);
  }
});

pure("encodeTextFrame() writes UTF-8, short and long", () => {
  assertEquals([...encodeTextFrame("hé")], [0x81, 3, 0x68, 0xc3, 0xa9]);
  const long = "é".repeat(30_000);
  assertEquals(new TextDecoder().decode(encodeTextFrame(long).subarray(4)), long);
});

pure("encodeClose() writes code and reason, cut to fit between two characters", () => {
  assertEquals([...encodeClose(1000)], [0x88, 2, 3, 232]);
  assertEquals([...encodeClose(1005)], [0x88, 0]);
  assertEquals([...encodeClose(1009, "no")], [0x88, 4, 3, 241, 0x6e, 0x6f]);
  assertEquals(encodeClose(1008, "é".repeat(200)).length, 2 + 2 + 122);
  assertEquals(encodeClose(1008, "x".repeat(200)).length, 2 + 2 + 123);
});
