import { encodeFrame, type Frame, FrameType } from "../../protocol/mod.ts";

/** Answers a frame if it is a ping, as every server does; returns whether it was one. */
export async function ponged(conn: Deno.TcpConn, { type }: Frame): Promise<boolean> {
  if (type === FrameType.PING) await conn.write(encodeFrame(FrameType.PONG));
  return type === FrameType.PING;
}
