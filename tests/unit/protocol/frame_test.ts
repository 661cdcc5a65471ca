/** Frames: bytes out, bytes in, split anywhere. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "../../helpers/fast_check.ts";
import {
  type ByteSource,
  encodeFrame,
  encodeMessage,
  type Frame,
  FrameDecoder,
  FrameDecoderStream,
  FrameType,
  MAX_FRAME_BYTES,
  ProtocolError,
  RAW_BYTES,
} from "../../../protocol/mod.ts";
import { pure } from "../../helpers/pure.ts";

/** Each frame with its bytes: drives both encode and decode. */
const TABLE: readonly [Frame, number[]][] = [
  [frame(FrameType.PING), [0, 0, 0, 1, 4]],
  [frame(FrameType.PONG), [0, 0, 0, 1, 5]],
  [frame(FrameType.REQUEST, [0x7b, 0x7d]), [0, 0, 0, 3, 1, 0x7b, 0x7d]],
  [frame(0, [0]), [0, 0, 0, 2, 0, 0]],
  [frame(255, [0, 0, 0, 1, 4]), [0, 0, 0, 6, 255, 0, 0, 0, 1, 4]],
  [frame(FrameType.NOTICE, Array(255).fill(7)), [0, 0, 1, 0, 3, ...Array(255).fill(7)]],
];

pure("encodeFrame() writes length, type and payload", () => {
  for (const [{ type, payload }, bytes] of TABLE) {
    assertEquals([...encodeFrame(type, payload)], bytes);
  }
});

pure("encodeMessage() writes JSON in UTF-8", () => {
  assertEquals(
    [...encodeMessage(FrameType.REPLY, { é: 1 })],
    [0, 0, 0, 9, 2, 0x7b, 0x22, 0xc3, 0xa9, 0x22, 0x3a, 0x31, 0x7d],
  );
});

pure("FrameDecoder takes a frame whole, byte by byte, and with others behind it", () => {
  for (const [expected, bytes] of TABLE) {
    const whole = Uint8Array.from(bytes);
    assertEquals(decodeAll([whole]), [expected]);
    assertEquals(decodeAll(bytes.map((byte) => Uint8Array.of(byte))), [expected]);
    const trailing = Uint8Array.from([...bytes, 0, 0, 0, 1, 4, 0, 0, 0]);
    const decoder = new FrameDecoder();
    assertEquals(decoder.decode(trailing), [expected, frame(FrameType.PING)]);
    assertEquals(decoder.pendingBytes, 3);
  }
});

pure("FrameDecoder finds the same frames however the bytes are split", () => {
  const frames = fc.array(fc.record({
    type: fc.integer({ min: 0, max: 255 }),
    payload: fc.uint8Array({ maxLength: 300 }),
  }));
  fc.assert(fc.property(frames, fc.array(fc.nat(400)), (frames, cuts) => {
    const chunks = split(concat(frames.map((f) => encodeFrame(f.type, f.payload))), cuts);
    assertEquals(decodeAll(chunks), frames.map(({ type, payload }) => frame(type, [...payload])));
  }));
});

pure("FrameDecoder returns payloads that outlive the chunk they came in", () => {
  const decoder = new FrameDecoder();
  const chunk = Uint8Array.of(0, 0, 0, 2, 1, 42);
  const [{ payload } = frame(0)] = decoder.decode(chunk);
  chunk.fill(0);
  assertEquals([...payload], [42]);
});

pure("encodeFrame() refuses a payload past the limit", () => {
  const fits = new Uint8Array(MAX_FRAME_BYTES - 1);
  assertEquals(encodeFrame(1, fits.subarray(1)).length, 4 + MAX_FRAME_BYTES - 1);
  assertEquals(encodeFrame(1, fits).length, 4 + MAX_FRAME_BYTES);
  const error = assertThrows(() => encodeFrame(1, new Uint8Array(MAX_FRAME_BYTES)), RangeError);
  assertEquals(
    error.message,
    "Cannot encode frame: length must be at most 1048576, received 1048577",
  );
});

pure("FrameDecoder refuses a length past its limit, in whole and in pieces", () => {
  for (const limit of [16, MAX_FRAME_BYTES]) {
    for (const length of [limit - 1, limit]) {
      const bytes = encodeFrame(1, new Uint8Array(length - 1));
      assertEquals(new FrameDecoder({ maxFrameBytes: limit }).decode(bytes).length, 1);
    }
    for (const length of [limit + 1, 0xffffffff, 0x47455420]) {
      const header = new Uint8Array(4);
      new DataView(header.buffer).setUint32(0, length);
      for (const chunks of [[header], split(header, [1, 2, 3])]) {
        const error = assertThrows(() => decodeAll(chunks, limit), ProtocolError);
        assertEquals(error.code, "frame-too-large");
        assertEquals(error.message, `A frame holds at most ${limit} bytes, received ${length}`);
      }
    }
  }
});

pure("FrameDecoder refuses a frame without a type byte", () => {
  const error = assertThrows(() => decodeAll([new Uint8Array(4)]), ProtocolError);
  assertEquals(error.code, "malformed-packet");
});

pure("FrameDecoder takes another limit between two frames", () => {
  const decoder = new FrameDecoder({ maxFrameBytes: 1 });
  assertEquals(decoder.decode(encodeFrame(4)).length, 1);
  decoder.maxFrameBytes = 2;
  assertEquals(decoder.decode(encodeFrame(4, Uint8Array.of(1))).length, 1);
});

pure("FrameDecoder hands over the frames before a bad one, however the bytes are split", () => {
  const good = TABLE.map(([{ type, payload }]) => encodeFrame(type, payload));
  const bytes = concat([...good, Uint8Array.of(0, 0, 0, 0)]);
  fc.assert(fc.property(fc.array(fc.nat(400)), (cuts) => {
    const frames: Frame[] = [];
    const decoder = new FrameDecoder();
    assertThrows(() => {
      for (const chunk of split(bytes, cuts)) decoder.decode(chunk, frames);
    }, ProtocolError);
    assertEquals(frames, TABLE.map(([frame]) => frame));
  }));
});

pure("FrameDecoderStream passes frames on, and those before a bad one first", async () => {
  const bytes = Uint8Array.of(0, 0, 0, 1, 4, 0, 0, 0, 1, 5, 0, 0, 0, 0);
  const seen: Frame[] = [];
  const stream = ReadableStream.from([bytes]).pipeThrough(new FrameDecoderStream());
  await assertRejects(async () => {
    for await (const frames of stream) seen.push(...frames);
  }, ProtocolError);
  assertEquals(seen, [frame(FrameType.PING), frame(FrameType.PONG)]);
});

pure("FrameDecoderStream ends in mid-frame without an error", async () => {
  const bytes = Uint8Array.of(0, 0, 0, 1, 4, 0, 0);
  const stream = ReadableStream.from([bytes]).pipeThrough(new FrameDecoderStream());
  assertEquals(await Array.fromAsync(stream), [[frame(FrameType.PING)]]);
});

pure("FrameDecoder passes raw bytes on between frames, however the bytes are split", () => {
  const part = fc.record({ raw: fc.uint8Array({ maxLength: 99 }), type: fc.nat(255) });
  fc.assert(fc.property(fc.array(part), fc.array(fc.nat(99)), (parts, cuts) => {
    // Each frame says in its payload how many raw bytes follow it.
    const pieces = parts.flatMap(({ type, raw }) => [
      encodeFrame(type, Uint8Array.of(raw.length)),
      raw,
    ]);
    const decoder = new FrameDecoder({ rawBytesAfter: ({ payload }) => payload[0]! });
    const seen: Frame[] = [];
    for (const chunk of split(concat(pieces), cuts)) decoder.decode(chunk.slice(), seen);
    const isRaw = ({ type }: Frame) => type === RAW_BYTES;
    assertEquals(
      seen.filter((each) => !isRaw(each)),
      parts.map(({ type, raw }) => frame(type, [raw.length])),
    );
    const raw = concat(seen.filter(isRaw).map(({ payload }) => payload));
    assertEquals(raw, concat(parts.map(({ raw }) => raw)));
    assertEquals(decoder.frames, seen.length);
  }));
});

pure("FrameDecoder copies no raw bytes", () => {
  const decoder = new FrameDecoder({ rawBytesAfter: () => 3 });
  const chunk = Uint8Array.of(0, 0, 0, 1, 4, 7, 8);
  const [, raw] = decoder.decode(chunk);
  assertEquals(raw!.payload.buffer, chunk.buffer);
  assertEquals([...raw!.payload], [7, 8]);
});

/** A source of these chunks, which notes the buffers it was given. */
class Chunks implements ByteSource {
  readonly reads: Uint8Array[] = [];
  readonly #chunks: (Uint8Array | Error)[];

  constructor(...chunks: (Uint8Array | Error)[]) {
    this.#chunks = chunks;
  }

  read(into: Uint8Array): Promise<number | null> {
    this.reads.push(into);
    const chunk = this.#chunks.shift();
    if (chunk instanceof Error) return Promise.reject(chunk);
    if (chunk) into.set(chunk);
    return Promise.resolve(chunk?.length ?? null);
  }
}

pure("FrameDecoderStream.feed() reads a source to its end, one chunk for each read", async () => {
  const source = new Chunks(Uint8Array.of(0, 0, 0), Uint8Array.of(1, 4, 0, 0, 0, 1, 5));
  const stream = new FrameDecoderStream();
  const buffer = new Uint8Array(16);
  const fed = stream.feed(source, () => buffer);
  assertEquals(await Array.fromAsync(stream.readable), [
    [frame(FrameType.PING), frame(FrameType.PONG)],
  ]);
  await fed;
  assertEquals(source.reads.every((each) => each.buffer === buffer.buffer), true);
});

pure("FrameDecoderStream.feed() reads no further than somebody takes frames", async () => {
  const ping = encodeFrame(FrameType.PING);
  const source = new Chunks(...Array.from({ length: 9 }, () => ping));
  const stream = new FrameDecoderStream();
  const fed = stream.feed(source, () => new Uint8Array(16));
  const reader = stream.readable.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(source.reads.length, 2);
  await reader.cancel();
  await fed;
  assertEquals(source.reads.length, 2);
});

pure("FrameDecoderStream.feed() passes on why reading failed, or decoding", async () => {
  const ping = encodeFrame(FrameType.PING);
  for (
    const [end, why] of [[new Error("reset"), "reset"], [new Uint8Array(4), "type byte"]] as const
  ) {
    const stream = new FrameDecoderStream();
    const fed = stream.feed(new Chunks(ping, end), () => new Uint8Array(16));
    const seen: Frame[] = [];
    await assertRejects(
      async () => {
        for await (const frames of stream.readable) seen.push(...frames);
      },
      Error,
      why,
    );
    await fed;
    assertEquals(seen, [frame(FrameType.PING)]);
  }
});

function frame(type: number, payload: readonly number[] = []): Frame {
  return { type, payload: Uint8Array.from(payload) };
}

function decodeAll(chunks: readonly Uint8Array[], maxFrameBytes = MAX_FRAME_BYTES): Frame[] {
  const decoder = new FrameDecoder({ maxFrameBytes });
  const frames = chunks.flatMap((chunk) => decoder.decode(chunk));
  assertEquals(decoder.pendingBytes, 0);
  return frames.map(({ type, payload }) => frame(type, [...payload]));
}

/** Cuts bytes into pieces of these lengths, some of them empty, and one of the rest. */
function split(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let at = 0;
  const pieces = lengths.map((length) => bytes.subarray(at, at += length));
  return [...pieces, bytes.subarray(at)];
}
