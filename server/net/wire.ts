/** The remote address of a connection. */
export interface RemoteAddress {
  /** IP address, as the system writes it. */
  readonly hostname: string;
  /** Port, 1 to 65,535. */
  readonly port: number;
}

/** Carries bytes in both directions: TCP, TLS, or a pipe in a test. Its users do not know which. */
export interface Wire {
  /** The remote address. */
  readonly remote: RemoteAddress;
  /**
   * Reads some bytes.
   *
   * @returns The number of bytes, or null once the other side has ended its stream.
   */
  read(into: Uint8Array): Promise<number | null>;
  /**
   * Writes at least one of these bytes.
   *
   * @returns The number of bytes written.
   */
  write(bytes: Uint8Array): Promise<number>;
  /** Ends this side's stream. */
  closeWrite(): Promise<void>;
  /**
   * Closes at once: reading and writing fail from then on. A second call closes a wire for good that
   * would wait until the client is gone.
   */
  close(): void;
  /** Resolves once the system has taken it back, where that can take longer than closing it. */
  readonly gone?: Promise<void>;
}

/** Accepts wires. */
export interface Listener {
  /** The address it listens on. */
  readonly address: RemoteAddress;
  /** Waits for the next connection. */
  accept(): Promise<Wire>;
  /** Stops accepting. */
  close(): void;
}
