import type { ByteSource, Output } from "../../protocol/mod.ts";

/** What carries bytes to a server and back: a TCP connection, or a test's own. */
export interface ServerWire extends ByteSource, Output {
  /** Closes at once: reading and writing fail from then on. May be called again. */
  close(): void;
}
