/** Where a connection comes from. */
export interface RemoteAddress {
  /** IP address, as the system writes it. */
  readonly hostname: string;
  /** Port, 1 to 65,535. */
  readonly port: number;
}

/** What carries bytes: TCP, TLS, or a test's own pipe. Nothing above it knows which. */
export interface Wire {
  /** Where it comes from. */
  readonly remote: RemoteAddress;
  /**
   * Reads some bytes.
   *
   * @returns How many; null once the other side has ended its stream.
   */
  read(into: Uint8Array): Promise<number | null>;
  /**
   * Writes some of these bytes, at least one.
   *
   * @returns How many.
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

/** What wires come from. */
export interface Listener {
  /** Where it listens. */
  readonly address: RemoteAddress;
  /** Waits for the next connection. */
  accept(): Promise<Wire>;
  /** Accepts no more. */
  close(): void;
}
