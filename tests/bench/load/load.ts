/** What every load says of itself. */
export interface Load {
  /** What the server speaks. */
  wire: "chat" | "nats" | "irc" | "relay";
  /**
   * Whether the connections are encrypted.
   *
   * @default {false}
   */
  tls?: boolean;
  /** Where it listens, on the loopback interface. */
  port: number;
  /** The server's process, to see how busy it is. */
  pid: number;
}

/** How busy both sides were while the clock ran, in processors. */
export interface Busy {
  /** The server. */
  server: number;
  /** The load generator. */
  generator: number;
}

/** Joins bytes. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
