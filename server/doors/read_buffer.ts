/**
 * Size of the buffer for a client that sends little, in bytes. Each client has one all the time.
 */
const IDLE_READ_BYTES = 512;

/** Size of the buffer after a client has filled the small one, in bytes. */
const BUSY_READ_BYTES = 16_384;

/**
 * Chooses the buffer for the next read: a larger one while the client fills it.
 *
 * @param lastCount How many bytes the last read gave.
 * @param last The buffer of the last read; undefined before the first.
 */
export function nextReadBuffer(lastCount: number, last?: Uint8Array): Uint8Array {
  const wanted = lastCount === last?.length ? BUSY_READ_BYTES : IDLE_READ_BYTES;
  return wanted === last?.length ? last : new Uint8Array(wanted);
}

/**
 * The buffer in which the first bytes came, to be read into once they have been taken.
 *
 * @param first Bytes that were read into a buffer for a client that sends little.
 */
export function bufferOf({ buffer }: Uint8Array): Uint8Array {
  return buffer.byteLength === IDLE_READ_BYTES ? new Uint8Array(buffer) : nextReadBuffer(0);
}
