/** The load generator reads every protocol right, however its bytes are split. */
import { assertEquals } from "@std/assert";
import { encodeFrame, encodeMessage, FrameType } from "../../../protocol/mod.ts";
import { chatWire } from "./chat_wire.ts";
import { ircWire } from "./irc_wire.ts";
import { concat } from "./load.ts";
import { natsWire } from "./nats_wire.ts";
import { relayWire } from "./relay_wire.ts";
import { makeText, numberAt } from "./text.ts";
import type { Wire } from "./wire.ts";
import { pure } from "../../helpers/pure.ts";

/** What a wire tells of bytes that arrive in pieces of this size. */
function told(wire: Wire, bytes: Uint8Array, piece: number): string[] {
  const events: string[] = [];
  let held = new Uint8Array(0);
  for (let at = 0; at < bytes.length; at += piece) {
    const all = concat([held, bytes.subarray(at, at + piece)]);
    const end = wire.read(all, 0, all.length, {
      welcomed: () => events.push("welcomed"),
      heard: (from, place) => events.push(`heard ${numberAt(from, place)}`),
      confirmed: () => events.push("confirmed"),
      answer: (answer) => events.push(`answer ${answer.length} bytes`),
      refused: (why) => events.push(`refused: ${why.trim()}`),
    });
    held = all.slice(end);
  }
  return [...events, `${held.length} bytes left`];
}

const ascii = (text: string) => new TextEncoder().encode(text);
const notice = (message: unknown) => encodeMessage(FrameType.NOTICE, message);
const reply = (message: unknown) => encodeMessage(FrameType.REPLY, message);
const [first, second] = [makeText(0, 1), makeText(0, 2)];

const CASES: readonly [name: string, wire: Wire, bytes: Uint8Array, events: string[]][] = [
  [
    "chatWire",
    chatWire,
    concat([
      reply({ id: 1, ok: { welcome: "hi" } }),
      notice({ type: "joined", name: "u1", time: 1 }),
      notice({ type: "message", from: "u1", text: first, time: 1 }),
      encodeFrame(FrameType.PING),
      reply({ id: 2, ok: {} }),
      notice({ type: "message", from: "u1", text: second, time: 1 }),
      reply({ id: 2, error: { code: "name-bad", message: "no" } }),
    ]),
    ["welcomed", "heard 1", "answer 5 bytes", "confirmed", "heard 2", "refused: no"],
  ],
  [
    "natsWire",
    natsWire,
    ascii(
      `INFO {}\r\nPONG\r\nMSG room 1 64\r\n${first}\r\nPING\r\n` +
        `MSG room 1 64\r\n${second}\r\n-ERR 'no'\r\n`,
    ),
    ["welcomed", "heard 1", "answer 6 bytes", "heard 2", "refused: -ERR 'no'"],
  ],
  [
    "ircWire",
    ircWire,
    ascii(
      `:bench 001 u1 :hi\r\n:bench 366 u1 #room :End\r\n:u2!~u2@h JOIN :#room\r\n` +
        `:u2!~u2@h PRIVMSG #room :${first}\r\nPING :x\r\n:u2!~u2@h PRIVMSG #room :${second}\r\n` +
        `:bench 433 * u1 :taken\r\n`,
    ),
    ["welcomed", "heard 1", "answer 9 bytes", "heard 2", "refused: 433 * u1 :taken"],
  ],
  [
    "relayWire",
    relayWire,
    ascii(`!${first}${second}`),
    ["welcomed", "heard 1", "heard 2"],
  ],
];

for (const [name, wire, bytes, events] of CASES) {
  pure(`${name} reads whole, in pieces, and byte by byte`, () => {
    for (const piece of [bytes.length, 100, 7, 1]) {
      assertEquals(told(wire, bytes, piece), [...events, "0 bytes left"], `pieces of ${piece}`);
    }
  });
  pure(`${name} keeps what is incomplete`, () => {
    const cut = bytes.subarray(0, bytes.length - 1);
    assertEquals(told(wire, cut, 3).at(-1) === "0 bytes left", false);
  });
}
