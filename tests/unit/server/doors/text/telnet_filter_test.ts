/** Telnet: its commands are no text, its options are refused, however the bytes are cut. */
import { assertEquals } from "@std/assert";
import { TelnetFilter } from "../../../../../server/doors/text/telnet_filter.ts";
import fc from "../../../../helpers/fast_check.ts";
import { pure } from "../../../../helpers/pure.ts";

const CASES: readonly [
  sent: readonly number[],
  text: readonly number[],
  answer: readonly number[],
][] = [
  [[0x61, 0x62], [0x61, 0x62], []],
  [[0xff, 0xf4, 0xff, 0xfd, 0x06], [], [0xff, 0xfc, 0x06]],
  [[0xff, 0xfb, 0x18, 0x61], [0x61], [0xff, 0xfe, 0x18]],
  [[0xff, 0xfc, 0x18, 0xff, 0xfe, 0x18], [], []],
  [[0xff, 0xfd, 0x01, 0xff, 0xfd, 0x01], [], [0xff, 0xfc, 0x01]],
  [[0xff, 0xfa, 0x18, 0x00, 0xff, 0xff, 0x61, 0xff, 0xf0, 0x62], [0x62], []],
  [[0x61, 0xff, 0xff, 0x62], [0x61, 0x62], []],
  [[0xff], [], []],
];

pure("TelnetFilter refuses options once and drops commands, whole and byte by byte", () => {
  for (const [sent, text, answer] of CASES) {
    for (const pieces of [[sent], sent.map((byte) => [byte])]) {
      const filter = new TelnetFilter();
      const taken = pieces.map((piece) => filter.take(Uint8Array.from(piece)));
      assertEquals(taken.flatMap((each) => [...each.text]), [...text]);
      assertEquals(taken.flatMap((each) => [...each.answer]), [...answer]);
    }
  }
});

pure("TelnetFilter never answers more than three bytes for each option", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (pieces) => {
    const filter = new TelnetFilter();
    const answered = pieces.map((piece) => filter.take(piece).answer.length);
    const sent = pieces.reduce((sum, { length }) => sum + length, 0);
    const sum = answered.reduce((a, b) => a + b, 0);
    assertEquals(sum <= Math.min(sent, 3 * 512), true);
  }));
});
