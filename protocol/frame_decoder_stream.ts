import type { Frame } from "./frame.ts";
import { FrameDecoder } from "./frame_decoder.ts";

/** A source of bytes: a wire, a file. */
export interface ByteSource {
  /**
   * Reads some bytes.
   *
   * @param into Buffer to read into.
   * @returns The number of bytes read, or null at the end.
   */
  read(into: Uint8Array): Promise<number | null>;
}

/**
 * A TransformStream from bytes to arrays of frames. Each array has the frames that one chunk
 * completed: passing arrays is about five times as fast as passing single frames.
 *
 * The readable side errors with the {@linkcode ProtocolError} of the decoder, after the frames
 * before the bad one. A stream that ends inside a frame ends without an error: a peer that hangs up
 * there can no longer be told.
 *
 * Neither side holds anything back: bytes are decoded when frames are asked for, and `write`
 * resolves once its chunk has been decoded. So one buffer of the caller's serves every read.
 *
 * @example Reading frames from a connection
 * ```ts ignore
 * const stream = new FrameDecoderStream();
 * const buffer = new Uint8Array(4_096);
 * stream.feed(wire, () => buffer);
 * for await (const frames of stream.readable) {
 *   for (const frame of frames) console.log(frame.type, frame.payload.length);
 * }
 * ```
 */
export class FrameDecoderStream extends TransformStream<Uint8Array, Frame[]> {
  /**
   * Makes a stream for one connection.
   *
   * @param decoder The decoder to run, for a limit of its own or for raw bytes between frames.
   */
  constructor(decoder: FrameDecoder = new FrameDecoder()) {
    const transformer: Transformer<Uint8Array, Frame[]> = {
      transform(chunk, controller) {
        const frames: Frame[] = [];
        try {
          decoder.decode(chunk, frames);
        } finally {
          if (frames.length > 0) controller.enqueue(frames);
        }
      },
    };
    super(transformer, { highWaterMark: 1 }, { highWaterMark: 0 });
  }

  /**
   * Reads a source into the stream, to its end or to that of the stream. A loop that awaits each
   * write costs an idle connection 9 KB less than a pipe from a ReadableStream does.
   *
   * @param source Where the bytes come from. If reading fails, the readable side errors likewise.
   * @param nextBuffer Gives the memory for the next read. The same may be given each time, but where
   * raw bytes come: they are passed on as they are, so two buffers have to take turns.
   * @returns When the source has ended, or nobody reads the stream any more. Never rejects.
   */
  async feed(source: ByteSource, nextBuffer: () => Uint8Array): Promise<void> {
    const writer = this.writable.getWriter();
    try {
      for (;;) {
        const buffer = nextBuffer();
        const count = await source.read(buffer);
        if (count === null) return await endOf(writer);
        await writer.write(buffer.subarray(0, count));
      }
    } catch (error) {
      // The reader of the stream gets the error.
      await writer.abort(error).catch(() => {});
    }
  }
}

/** Closes a stream, unless its reader has cancelled it: an error with a stack trace would tell that. */
async function endOf(writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  const isCancelled = writer.desiredSize === null;
  if (!isCancelled) await writer.close();
}
