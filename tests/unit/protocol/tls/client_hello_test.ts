/** The ClientHello: every length in it is right, and the name is there where there is one. */
import { assertEquals } from "@std/assert";
import { HELLO_RANDOM_BYTES, writeClientHello } from "../../../../protocol/tls/client_hello.ts";
import { pure } from "../../../helpers/pure.ts";

/** Reads what is written, as a server does; returns the extensions by type. */
function read(hello: Uint8Array): Map<number, Uint8Array> {
  const view = new DataView(hello.buffer, hello.byteOffset);
  assertEquals([view.getUint8(0), view.getUint16(3)], [22, hello.length - 5]);
  assertEquals([view.getUint8(5), view.getUint16(7)], [1, hello.length - 9]);
  assertEquals(view.getUint16(9), 0x0303);
  let at = 11 + HELLO_RANDOM_BYTES;
  at += 1 + view.getUint8(at);
  at += 2 + view.getUint16(at);
  at += 1 + view.getUint8(at);
  assertEquals(at + 2 + view.getUint16(at), hello.length);
  const extensions = new Map<number, Uint8Array>();
  for (at += 2; at < hello.length;) {
    const length = view.getUint16(at + 2);
    extensions.set(view.getUint16(at), hello.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return extensions;
}

pure("writeClientHello() has the random bytes and no extension of TLS 1.3", () => {
  const random = Uint8Array.from({ length: HELLO_RANDOM_BYTES }, (_, i) => i);
  const hello = writeClientHello(random, "example.org");
  assertEquals(hello.subarray(11, 11 + HELLO_RANDOM_BYTES), random);
  assertEquals([...read(hello).keys()], [0, 10, 11, 13, 23, 0xff01]);
});

pure("writeClientHello() names a host, and leaves out an address", () => {
  const random = new Uint8Array(HELLO_RANDOM_BYTES);
  const name = read(writeClientHello(random, "example.org")).get(0)!;
  assertEquals(new TextDecoder().decode(name.subarray(5)), "example.org");
  for (const host of ["127.0.0.1", "::1", "fe80::1%eth0", "exämple.org", ""]) {
    assertEquals(read(writeClientHello(random, host)).has(0), false, host);
  }
});
