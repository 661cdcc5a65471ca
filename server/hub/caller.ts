/** Who is at the other end of a connection. */
export interface Caller {
  /** Where it is, as `IP:PORT`, for the log. */
  readonly address: string;
  /** The address or network that it counts for. */
  readonly origin: string;
}
