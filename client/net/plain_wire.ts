import { encodeFrame, FrameType } from "../../protocol/mod.ts";
import { DialedWire } from "./dialed_wire.ts";

/** First byte of what a server of TLS answers to anything else: an alert. */
const TLS_ALERT = 21;

/** How long a server may take to answer a ping, in ms, before it is taken to be an unencrypted one. */
const PONG_TIMEOUT_MS = 2_000;

/** Bytes of the first answer to read at once. */
const FIRST_BYTES = 4_096;

const PING = encodeFrame(FrameType.PING);
const PONG = encodeFrame(FrameType.PONG);

/**
 * Asks an unknown server whether it is encrypted: by a ping, which tells nothing to anybody.
 *
 * @param conn The connection. It is closed if the server is encrypted or hangs up.
 * @returns What to go on with; undefined if the server is encrypted or hangs up.
 */
export async function plainWire(conn: Deno.TcpConn): Promise<DialedWire | undefined> {
  const answer = firstAnswer(conn);
  const first = await answer.inTime;
  if (first === undefined) return new DialedWire({ conn, first: answer.bytes });
  if (first === null || first[0] === TLS_ALERT) return void conn.close();
  const rest = isPong(first) ? first.subarray(PONG.length) : first;
  return new DialedWire({ conn, first: Promise.resolve(rest) });
}

/**
 * Sends a ping, and waits for the first bytes.
 *
 * @returns `bytes` is null if the server hangs up before; `inTime` is undefined if it takes too long.
 */
function firstAnswer(conn: Deno.TcpConn) {
  const buffer = new Uint8Array(FIRST_BYTES);
  const bytes = conn.write(PING).then(() => conn.read(buffer)).then(
    (count) => count === null ? null : buffer.subarray(0, count),
    () => null,
  );
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), PONG_TIMEOUT_MS);
  const inTime = Promise.race([bytes, late.promise]).finally(() => clearTimeout(timer));
  return { bytes, inTime };
}

function isPong(bytes: Uint8Array): boolean {
  return PONG.every((byte, i) => bytes[i] === byte);
}
