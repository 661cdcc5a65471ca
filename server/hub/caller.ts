/** Where a guest comes from. */
export interface Caller {
  /** Its address as `IP:PORT`, for the log. */
  readonly address: string;
  /** The address or network by which it is counted. */
  readonly origin: string;
}
