/** DER: values written and read, and what is refused. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  DerTag,
  readAllDer,
  readDer,
  writeDer,
  writeInteger,
  writeObjectId,
} from "../../../../protocol/tls/der.ts";
import { pure } from "../../../helpers/pure.ts";

pure("writeDer() puts the shortest length before the content", () => {
  const cases: [number, number[]][] = [
    [0, [0x04, 0x00]],
    [1, [0x04, 0x01]],
    [127, [0x04, 0x7f]],
    [128, [0x04, 0x81, 0x80]],
    [255, [0x04, 0x81, 0xff]],
    [256, [0x04, 0x82, 0x01, 0x00]],
    [65_536, [0x04, 0x83, 0x01, 0x00, 0x00]],
  ];
  for (const [length, header] of cases) {
    const value = writeDer(DerTag.OCTET_STRING, new Uint8Array(length));
    assertEquals([...value.subarray(0, header.length)], header);
    assertEquals(value.length, header.length + length);
    assertEquals(readDer(value).content.length, length);
  }
});

pure("writeInteger() keeps a number positive and drops zeros before it", () => {
  assertEquals([...writeInteger(Uint8Array.of(0, 0, 5))], [2, 1, 5]);
  assertEquals([...writeInteger(Uint8Array.of(0x80))], [2, 2, 0, 0x80]);
  assertEquals([...writeInteger(Uint8Array.of(0, 0))], [2, 1, 0]);
});

pure("writeObjectId() writes numbers past 127 in several bytes", () => {
  assertEquals([...writeObjectId("1.2.840.10045.4.3.2")], [
    ...[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
  ]);
});

pure("readDer() refuses a value that is cut short, or has no length of its own", () => {
  const value = writeDer(DerTag.SEQUENCE, new Uint8Array(300));
  for (const length of [0, 1, 2, 3, 4, 100, value.length - 1]) {
    assertThrows(() => readDer(value.subarray(0, length)), RangeError);
  }
  assertThrows(() => readDer(Uint8Array.of(0x30, 0x80, 0, 0)), RangeError);
  assertThrows(() => readDer(Uint8Array.of(0x30, 0x85, 1, 1, 1, 1, 1)), RangeError);
  assertThrows(() => readAllDer(Uint8Array.of(2, 1, 5, 2)), RangeError);
});
