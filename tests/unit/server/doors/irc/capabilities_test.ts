/** Capability negotiation, and what 005 says. */
import { assert, assertEquals } from "@std/assert";
import { CapNegotiation } from "../../../../../server/doors/irc/capabilities.ts";
import { isupportLines } from "../../../../../server/doors/irc/isupport.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("CapNegotiation lists, accepts as a whole, refuses as a whole, and takes back", () => {
  const caps = new CapNegotiation();
  const steps: readonly [params: string[], answer: readonly string[] | undefined][] = [
    [["LIST"], ["LIST", ""]],
    [["REQ", "echo-message server-time"], ["ACK", "echo-message server-time"]],
    [["LIST"], ["LIST", "echo-message server-time"]],
    [["REQ", "setname sasl"], ["NAK", "setname sasl"]],
    [["REQ", "-server-time setname "], ["ACK", "-server-time setname "]],
    [["list"], ["LIST", "echo-message setname"]],
    [["REQ"], ["ACK", ""]],
    [["END"], []],
    [["DANCE"], undefined],
    [[], undefined],
  ];
  for (const [params, answer] of steps) assertEquals(caps.take(params), answer, params.join(" "));
});

pure("CapNegotiation holds registration back from LS or REQ to END", () => {
  for (const first of [["LS"], ["LS", "302"], ["REQ", "batch"]]) {
    const caps = new CapNegotiation();
    assert(!caps.isOpen);
    caps.take(first);
    assert(caps.isOpen);
    caps.take(["END"]);
    assert(!caps.isOpen);
  }
});

pure("CAP LS 302 turns cap-notify on for good", () => {
  const caps = new CapNegotiation();
  caps.take(["LS", "302"]);
  caps.take(["REQ", "-cap-notify"]);
  assert(caps.has("cap-notify"));
});

pure("CapNegotiation does not offer what the server lacks", () => {
  const caps = new CapNegotiation(new Set(["draft/chathistory"]));
  assert(!caps.take(["LS", "302"])![1]!.includes("chathistory"));
  assertEquals(caps.take(["REQ", "draft/chathistory"]), ["NAK", "draft/chathistory"]);
});

pure("isupportLines() keeps to ASCII, 13 tokens a line, and hides what is not there", () => {
  const lines = isupportLines({ network: "Čhat room=1", hasHistory: false });
  assert(
    lines.every((tokens) => tokens.length <= 13 && tokens.every((each) => /^[!-~]+$/.test(each))),
  );
  const all = lines.flat();
  assert(all.includes("NETWORK=\\xC4\\x8Chat\\x20room\\x3D1"));
  assert(!all.some((token) => token.startsWith("CHATHISTORY")));
  for (const token of ["CASEMAPPING=ascii", "UTF8ONLY", "NICKLEN=20", "CHANTYPES=#", "PREFIX="]) {
    assert(all.includes(token), token);
  }
});
