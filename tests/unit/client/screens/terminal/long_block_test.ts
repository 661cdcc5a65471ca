import { assertEquals } from "@std/assert";
import {
  blockQuestion,
  decideBlock,
  isLongBlock,
} from "../../../../../client/screens/terminal/long_block.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("isLongBlock() begins at 21 lines, which are asked about", () => {
  const block = (lines: number) => Array.from({ length: lines }, (_, i) => `${i}`).join("\n");
  assertEquals([1, 20, 21].map((lines) => isLongBlock(block(lines))), [false, false, true]);
  assertEquals(blockQuestion(block(21)), "Send 21 lines? Enter sends them, Esc drops them");
});

pure("decideBlock() takes Enter, Esc and Ctrl-C, and hands on what follows", () => {
  const send = { isSent: true, more: "" };
  const drop = { isSent: false, more: "" };
  for (const enter of ["\r", "\n", "\r\n"]) assertEquals(decideBlock(enter), send);
  for (const no of ["\x1b", "\x03"]) assertEquals(decideBlock(no), drop);
  assertEquals(decideBlock("\rnext\n"), { isSent: true, more: "next\n" });
  assertEquals(decideBlock("\x03next"), { isSent: false, more: "next" });
});

pure("decideBlock() takes no other key for an answer, nor one that begins with Esc", () => {
  for (const keys of ["", "y", "y\r", "\x1b[A", "\x1bOH"]) {
    assertEquals(decideBlock(keys), undefined);
  }
});
