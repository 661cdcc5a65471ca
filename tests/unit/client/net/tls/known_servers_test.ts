/** The file of known servers: what is found in it, and what a change leaves alone. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  findKnownServer,
  knownCertificate,
  withKnownServer,
} from "../../../../../client/net/tls/known_servers.ts";
import { pure } from "../../../../helpers/pure.ts";

const FIRST = knownCertificate(Uint8Array.of(1, 2, 3));
const SECOND = knownCertificate(Uint8Array.of(4, 5, 6));

pure("withKnownServer() adds, replaces and removes one server, and leaves all other lines", () => {
  const remark = "# kept\n";
  const one = withKnownServer(remark, "a:1", FIRST);
  const two = withKnownServer(one, "b:2", { type: "authority" });
  assertEquals(findKnownServer(two, "a:1"), FIRST);
  assertEquals(findKnownServer(two, "b:2"), { type: "authority" });
  const replaced = withKnownServer(two, "a:1", SECOND);
  assertEquals(findKnownServer(replaced, "a:1"), SECOND);
  assertEquals(findKnownServer(replaced, "b:2"), { type: "authority" });
  const removed = withKnownServer(withKnownServer(replaced, "a:1"), "b:2");
  assertEquals(removed, remark);
});

pure("findKnownServer() tells servers apart by their whole name and port", () => {
  const text = withKnownServer("", "example.org:5555", FIRST);
  for (
    const other of ["example.org:555", "xexample.org:5555", "example.org:55555", "example.org"]
  ) {
    assertEquals(findKnownServer(text, other), undefined, other);
  }
  assertEquals(findKnownServer("", "example.org:5555"), undefined);
});

pure("findKnownServer() does not take a broken line for an unknown server", () => {
  const text = withKnownServer("", "a:1", FIRST);
  const broken = [
    "a:1\n",
    "a:1 AB:CD\n",
    text.slice(0, -4),
    text.replace(FIRST.fingerprint, SECOND.fingerprint),
    "a:1 AB:CD %%%\n",
  ];
  for (const each of broken) assertThrows(() => findKnownServer(each, "a:1"), SyntaxError);
});
