/** PEM and base64: both ways, and what is refused. */
import { assertEquals, assertThrows } from "@std/assert";
import { fromBase64, fromPem, toBase64, toPem } from "../../../../protocol/tls/pem.ts";
import { pure } from "../../../helpers/pure.ts";

pure("toPem() and fromPem() are each other's inverse at every length", () => {
  for (let length = 0; length < 200; length++) {
    const der = Uint8Array.from({ length }, (_, i) => i * 7);
    const pem = toPem("CERTIFICATE", der);
    assertEquals(fromPem("CERTIFICATE", pem), [der]);
    assertEquals(pem.split("\n").every((line) => line.length <= 64), true);
  }
});

pure("fromPem() finds the blocks of its kind among others, with either line ending", () => {
  const pem = toPem("PRIVATE KEY", Uint8Array.of(1)) + "a remark\n" +
    toPem("CERTIFICATE", Uint8Array.of(2)) + toPem("CERTIFICATE", Uint8Array.of(3));
  for (const text of [pem, pem.replaceAll("\n", "\r\n")]) {
    assertEquals(fromPem("CERTIFICATE", text), [Uint8Array.of(2), Uint8Array.of(3)]);
  }
  assertEquals(fromPem("CERTIFICATE", "no PEM"), []);
});

pure("fromBase64() refuses what is none", () => {
  assertEquals(fromBase64(toBase64(Uint8Array.of(0, 255, 3))), Uint8Array.of(0, 255, 3));
  assertThrows(() => fromBase64("%%%%"), SyntaxError);
});
