/** A connection failed, not what it was for: on another one, it may go on. */
export class LostError extends Error {
  /** The class, for those who read the error. */
  override name = "LostError";
}
