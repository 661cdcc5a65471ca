/** An error that another try to connect would meet again. */
export class FinalError extends Error {
  /** The class, for those who read the error. */
  override name = "FinalError";
}
