/** Somebody who has said hello, as the operator sees them. */
export interface Person {
  /** The name, if there is one. */
  readonly name?: string;
  /** Where they are, as `IP:PORT`: no other connection has the same. */
  readonly address: string;
  /** The address or network that counts for them. */
  readonly origin: string;
}
