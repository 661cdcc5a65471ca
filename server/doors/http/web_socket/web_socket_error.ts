/** Why a web socket is closed, as RFC 6455 section 7.4.1 numbers it; those this server sends. */
export const CloseCode = {
  /** The conversation is over. */
  NORMAL: 1000,
  /** The server is going down. */
  GOING_AWAY: 1001,
  /** The peer broke RFC 6455. */
  PROTOCOL_ERROR: 1002,
  /** The peer sent a kind of message that is not spoken here. */
  UNSUPPORTED: 1003,
  /** Stands for a close frame without a code; is never sent. */
  NONE: 1005,
  /** A text is not UTF-8. */
  NOT_UTF8: 1007,
  /** The peer broke a rule that has no number of its own. */
  POLICY: 1008,
  /** A message is longer than the receiver takes. */
  TOO_BIG: 1009,
  /** The conversation goes on in another web socket: this one is not to be opened again. */
  REPLACED: 4001,
} as const;

/** An error that the peer caused, with the close code to tell it. */
export class WebSocketError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "WebSocketError";

  /**
   * Makes an error for the peer.
   *
   * @param code Close code, one of {@linkcode CloseCode}.
   * @param message What was wrong, without a final period.
   */
  constructor(readonly code: number, message: string) {
    super(message);
  }
}
