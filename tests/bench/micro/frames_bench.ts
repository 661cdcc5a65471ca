/** What one frame costs: encoding, and decoding frames of three sizes. */
import {
  encodeFrame,
  encodeMessage,
  FrameArena,
  FrameDecoder,
  FrameType,
} from "../../../protocol/mod.ts";

const NOTICE = {
  type: "message",
  from: "alice",
  text: "x".repeat(64),
  time: 1_700_000_000_000,
  seq: 1_000,
};

Deno.bench("encode a notice with a text of 64 characters", { group: "encode" }, () => {
  encodeMessage(FrameType.NOTICE, NOTICE);
});

const ARENA = new FrameArena();
Deno.bench("encode the same into an arena", { group: "encode" }, () => {
  ARENA.encode(FrameType.NOTICE, NOTICE);
});

/** Frames for each size: as many as a busy client's read brings, at most. */
for (const [bytes, label] of [[16, "16 B"], [1_024, "1 KiB"], [65_536, "64 KiB"]] as const) {
  const frame = encodeFrame(FrameType.REQUEST, new Uint8Array(bytes - 5));
  const decoder = new FrameDecoder();
  Deno.bench(`encode a frame of ${label}`, { group: "encode" }, () => {
    encodeFrame(FrameType.REQUEST, frame.subarray(5));
  });
  Deno.bench(`decode a frame of ${label}`, { group: "decode" }, () => {
    decoder.decode(frame);
  });
  const many = Math.floor(16_384 / bytes);
  if (many < 2) continue;
  const chunk = new Uint8Array(many * bytes);
  for (let i = 0; i < many; i++) chunk.set(frame, i * bytes);
  Deno.bench(`decode ${many} frames of ${label} in one chunk`, { group: "decode" }, () => {
    decoder.decode(chunk);
  });
}
