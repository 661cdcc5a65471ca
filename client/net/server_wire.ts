import type { ByteSource, Output } from "../../protocol/mod.ts";

/** Carries bytes to a server and back: a TCP connection, or a pipe in a test. */
export interface ServerWire extends ByteSource, Output {
  /** The fingerprint of the certificate that encrypts it; nothing if it is not encrypted. */
  readonly fingerprint?: string;
  /** Closes immediately: reading and writing fail from then on. May be called again. */
  close(): void;
}
