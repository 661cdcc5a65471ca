/**
 * The wire format and the rules that server and client share. No sockets, files or clock.
 *
 * @module
 */
export * from "./byte_count.ts";
export * from "./errors.ts";
export * from "./fields.ts";
export {
  encodeFrame,
  encodeMessage,
  type Frame,
  FrameType,
  HEADER_BYTES,
  RAW_BYTES,
} from "./frame.ts";
export * from "./frame_arena.ts";
export * from "./frame_decoder.ts";
export * from "./frame_decoder_stream.ts";
export * from "./join_frames.ts";
export * from "./limits.ts";
export * from "./names.ts";
export * from "./notices.ts";
export * from "./outbound_queue.ts";
export * from "./requests.ts";
export * from "./reserved_names.ts";
export * from "./text.ts";
export * from "./turns.ts";
export * from "./version.ts";
export * from "./why_unreadable.ts";
export * from "./write_all.ts";
