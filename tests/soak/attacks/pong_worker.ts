/** Floods a server with pongs from a thread of its own: who measures must not be held up by it. */
import { once } from "node:events";
import { encodeFrame, FrameType } from "../../../protocol/mod.ts";
import { address, Guest, pause } from "./guest.ts";

/** What the thread is told. */
export interface PongFlood {
  readonly port: number;
  readonly clients: number;
  /** How long to go on, in ms. */
  readonly ms: number;
}

const PIECE_BYTES = 65_535;
/** Between two pieces, so that the flood does not take the processor from those who measure. */
const PAUSE_MS = 10;
const self = globalThis as unknown as {
  onmessage: (event: MessageEvent<PongFlood>) => void;
  postMessage(bytes: number): void;
};

self.onmessage = async ({ data: { port, clients, ms } }) => {
  const until = performance.now() + ms;
  const floods = Array.from({ length: clients }, (_, i) => flood(port, i, until));
  const sent = await Promise.all(floods);
  self.postMessage(sent.reduce((sum, bytes) => sum + bytes, 0));
};

async function flood(port: number, number: number, until: number): Promise<number> {
  const frame = encodeFrame(FrameType.PONG);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let at = 0; at < PIECE_BYTES; at += frame.length) piece.set(frame, at);
  let bytes = 0;
  for (let visit = 0; performance.now() < until; visit++) {
    using guest = await Guest.join(port, `p${number}-${visit}`, address(number));
    guest.listen(() => {});
    while (performance.now() < until && !guest.hasEnded) {
      bytes += piece.length;
      if (!guest.socket.write(piece)) await relieved(guest, until);
      await pause(PAUSE_MS);
    }
  }
  return bytes;
}

async function relieved({ socket }: Guest, until: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, until - performance.now()));
  for (const event of ["drain", "close"]) {
    once(socket, event).then(() => resolve(), () => resolve());
  }
  await promise;
  clearTimeout(timer);
}
