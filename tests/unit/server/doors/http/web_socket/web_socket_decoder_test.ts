/** What a web socket client sends: messages, fragments, control frames, split anywhere. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "../../../../../helpers/fast_check.ts";
import { Opcode } from "../../../../../../server/doors/http/web_socket/frame_header.ts";
import {
  WebSocketDecoder,
  type WebSocketEvent,
} from "../../../../../../server/doors/http/web_socket/web_socket_decoder.ts";
import { WebSocketError } from "../../../../../../server/doors/http/web_socket/web_socket_error.ts";
import { pure } from "../../../../../helpers/pure.ts";
import { clientFrame } from "../../../../../helpers/web_socket_frames.ts";

const { CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG } = Opcode;
const MAX = 1_048_576;

/** Bytes of a client, with what they say. */
const TABLE: readonly [string, Uint8Array, WebSocketEvent[]][] = [
  ["a text", clientFrame({ opcode: TEXT, payload: "hi" }), [text("hi")]],
  ["an empty text", clientFrame({ opcode: TEXT }), [text("")]],
  ["a text of the RFC, 5.7", bytes("81 85 37 fa 21 3d 7f 9f 4d 51 58"), [text("Hello")]],
  ["125 bytes", clientFrame({ opcode: TEXT, payload: "x".repeat(125) }), [text("x".repeat(125))]],
  ["126 bytes", clientFrame({ opcode: TEXT, payload: "x".repeat(126) }), [text("x".repeat(126))]],
  [
    "65,535 bytes",
    clientFrame({ opcode: TEXT, payload: "x".repeat(65_535) }),
    [text("x".repeat(65_535))],
  ],
  [
    "65,536 bytes",
    clientFrame({ opcode: TEXT, payload: "é".repeat(32_768) }),
    [text("é".repeat(32_768))],
  ],
  ["a byte order mark", clientFrame({ opcode: TEXT, payload: "\ufeffa" }), [text("\ufeffa")]],
  ["a replacement character", clientFrame({ opcode: TEXT, payload: "\ufffd" }), [text("\ufffd")]],
  ["bytes", clientFrame({ opcode: BINARY, payload: Uint8Array.of(255, 0) }), [
    { type: "binary", bytes: Uint8Array.of(255, 0) },
  ]],
  ["a ping", clientFrame({ opcode: PING, payload: "p" }), [control("ping", "p")]],
  ["a pong", clientFrame({ opcode: PONG }), [control("pong", "")]],
  [
    "a character cut in two by fragments",
    concat([
      clientFrame({ opcode: TEXT, payload: Uint8Array.of(0xc3), fin: false }),
      clientFrame({ opcode: CONTINUATION, fin: false }),
      clientFrame({ opcode: CONTINUATION, payload: Uint8Array.of(0xa9) }),
    ]),
    [text("é")],
  ],
  [
    "a ping between fragments",
    concat([
      clientFrame({ opcode: TEXT, payload: "a", fin: false }),
      clientFrame({ opcode: PING, payload: "p" }),
      clientFrame({ opcode: CONTINUATION, payload: "b" }),
      clientFrame({ opcode: TEXT, payload: "c" }),
    ]),
    [control("ping", "p"), text("ab"), text("c")],
  ],
];

for (const [name, sent, events] of TABLE) {
  pure(`WebSocketDecoder reads ${name}, whole and byte by byte`, () => {
    assertEquals(decodeAll([sent]), events);
    assertEquals(decodeAll(Array.from(sent, (byte) => Uint8Array.of(byte))), events);
    assertEquals(decodeAll([concat([sent, clientFrame({ opcode: PING })])]), [
      ...events,
      control("ping", ""),
    ]);
  });
}

pure("WebSocketDecoder reads a close frame, and nothing after it", () => {
  const close = clientFrame({ opcode: CLOSE, payload: Uint8Array.of(3, 232, 0x62, 0x79) });
  const decoder = new WebSocketDecoder(MAX);
  const sent = concat([close, clientFrame({ opcode: TEXT, payload: "late" })]);
  assertEquals(decoder.decode(sent), [{ type: "close", code: 1000, reason: "by" }]);
  assertEquals(decoder.decode(Uint8Array.of(0xff, 0xff)), []);
  assertEquals(decodeAll([clientFrame({ opcode: CLOSE })]), [
    { type: "close", code: 1005, reason: "" },
  ]);
});

pure("WebSocketDecoder finds the same messages however the bytes are split", () => {
  const message = fc.record({
    opcode: fc.constantFrom(TEXT, BINARY, PING, PONG),
    payload: fc.string({ maxLength: 40, unit: "grapheme" }),
    cuts: fc.array(fc.nat(20), { maxLength: 3 }),
    key: fc.integer({ min: 0, max: 0xffffffff }),
  });
  fc.assert(fc.property(fc.array(message), fc.array(fc.nat(60)), (messages, cuts) => {
    const sent = concat(messages.flatMap(framesOf));
    const expected = decodeAll([sent.slice()]);
    assertEquals(expected, messages.map(eventOf));
    assertEquals(decodeAll(split(sent, cuts)), expected);
  }));
});

const BROKEN: readonly [string, Uint8Array, number, string][] = [
  ["an unmasked frame", bytes("81 02 68 69"), 1002, "a client masks its frames"],
  ["reserved bits", bytes("c1 82"), 1002, "reserved bits are set"],
  ["opcode 3", bytes("83 80"), 1002, "opcode 3 has no meaning"],
  ["opcode 11", bytes("8b 80"), 1002, "opcode 11 has no meaning"],
  ["a fragmented ping", bytes("09 80"), 1002, "a control frame is never fragmented"],
  ["a long ping", bytes("89 fe"), 1002, "a control frame holds at most 125 bytes"],
  ["125 in two bytes", bytes("81 fe 00 7d 0 0 0 0"), 1002, "a length of 125"],
  ["65,535 in eight", bytes("81 ff 0 0 0 0 0 0 ff ff 0 0 0 0"), 1002, "a length of 65535"],
  ["a continuation of nothing", bytes("80 80 0 0 0 0"), 1002, "Nothing is to be continued"],
  ["a text in a text", bytes("01 80 0 0 0 0 81 80 0 0 0 0"), 1002, "in the midst of another"],
  ["one byte too many", bytes("81 ff 0 0 0 0 0 10 0 1 0 0 0 0"), 1009, "received 1048577"],
  ["2^63 bytes", bytes("81 ff 80 0 0 0 0 0 0 0 0 0 0 0"), 1009, "at most 1048576 bytes"],
  ["a text that is no UTF-8", bytes("81 82 0 0 0 0 c3 28"), 1007, "not UTF-8"],
  ["half a character", bytes("81 81 0 0 0 0 c3"), 1007, "not UTF-8"],
  ["a surrogate", bytes("81 83 0 0 0 0 ed a0 80"), 1007, "not UTF-8"],
  ["a close of one byte", bytes("88 81 0 0 0 0 3"), 1002, "not to be sent"],
  ["a close with code 1005", bytes("88 82 0 0 0 0 3 ed"), 1002, "Close code 1005"],
  ["a close with code 999", bytes("88 82 0 0 0 0 3 e7"), 1002, "Close code 999"],
  ["a reason that is no UTF-8", bytes("88 83 0 0 0 0 3 e8 ff"), 1007, "not UTF-8"],
];

for (const [name, sent, code, sentence] of BROKEN) {
  pure(`WebSocketDecoder refuses ${name} with ${code}, whole and byte by byte`, () => {
    const good = clientFrame({ opcode: TEXT, payload: "first" });
    for (const chunks of [[concat([good, sent])], [good, ...split(sent, sent.map(() => 1))]]) {
      const events: WebSocketEvent[] = [];
      const decoder = new WebSocketDecoder(MAX);
      const error = assertThrows(
        () => chunks.forEach((chunk) => decoder.decode(chunk.slice(), events)),
        WebSocketError,
        sentence,
      );
      assertEquals([error.code, events], [code, [text("first")]]);
    }
  });
}

pure("WebSocketDecoder takes a message at its limit, in one frame and in many", () => {
  const decoder = new WebSocketDecoder(4);
  assertEquals(decoder.decode(clientFrame({ opcode: TEXT, payload: "four" })), [text("four")]);
  decoder.decode(clientFrame({ opcode: TEXT, payload: "fo", fin: false }));
  assertEquals(decoder.decode(clientFrame({ opcode: CONTINUATION, payload: "ur" })), [
    text("four"),
  ]);
  decoder.decode(clientFrame({ opcode: TEXT, payload: "fo", fin: false }));
  const error = assertThrows(
    () => decoder.decode(clientFrame({ opcode: CONTINUATION, payload: "urs" })),
    WebSocketError,
  );
  assertEquals(error.code, 1009);
});

pure("WebSocketDecoder tells how much of a message is pending", () => {
  const decoder = new WebSocketDecoder(MAX);
  assertEquals(decoder.pendingBytes, 0);
  const sent = clientFrame({ opcode: TEXT, payload: "hello" });
  for (const byte of sent.subarray(0, -1)) {
    decoder.decode(Uint8Array.of(byte));
    assert(decoder.pendingBytes > 0);
  }
  decoder.decode(sent.subarray(-1));
  assertEquals([decoder.pendingBytes, decoder.events], [0, 1]);
  decoder.decode(clientFrame({ opcode: TEXT, payload: "a", fin: false }));
  assert(decoder.pendingBytes > 0, "a message waits for its next fragment");
});

function text(text: string): WebSocketEvent {
  return { type: "text", text, size: new TextEncoder().encode(text).length };
}

function control(type: "ping" | "pong", payload: string): WebSocketEvent {
  return { type, bytes: new TextEncoder().encode(payload) };
}

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.split(" "), (byte) => parseInt(byte, 16));
}

function decodeAll(chunks: readonly Uint8Array[]): WebSocketEvent[] {
  const decoder = new WebSocketDecoder(MAX);
  return chunks.flatMap((chunk) => decoder.decode(chunk.slice()));
}

interface Sent {
  opcode: number;
  payload: string;
  cuts: number[];
  key: number;
}

/** The frames of a message; of a control frame there is one. */
function framesOf({ opcode, payload, cuts, key }: Sent): Uint8Array<ArrayBuffer>[] {
  const whole = new TextEncoder().encode(payload);
  if (opcode >= CLOSE) return [clientFrame({ opcode, payload: whole.subarray(0, 125), key })];
  const parts = split(whole, cuts);
  return parts.map((part, i) =>
    clientFrame({
      opcode: i === 0 ? opcode : CONTINUATION,
      payload: part,
      fin: i === parts.length - 1,
      key: (key + i) >>> 0,
    })
  );
}

function eventOf({ opcode, payload }: Sent): WebSocketEvent {
  const whole = new TextEncoder().encode(payload);
  if (opcode === TEXT) return text(payload);
  if (opcode === BINARY) return { type: "binary", bytes: whole };
  return { type: opcode === PING ? "ping" : "pong", bytes: whole.slice(0, 125) };
}

/** Cuts bytes into pieces of these lengths, and one of the rest. */
function split(bytes: Uint8Array, lengths: Iterable<number>): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) pieces.push(bytes.subarray(at, at += length));
  return [...pieces, bytes.subarray(at)];
}
