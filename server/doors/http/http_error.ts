/** The status lines this server answers with. */
export const REASONS = {
  101: "Switching Protocols",
  200: "OK",
  206: "Partial Content",
  308: "Permanent Redirect",
  304: "Not Modified",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  412: "Precondition Failed",
  416: "Range Not Satisfiable",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

/** One of the status codes in {@linkcode REASONS}. */
export type HttpStatus = keyof typeof REASONS;

/** A request that is refused, with the status of the answer. */
export class HttpError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "HttpError";

  /**
   * Makes an error for the client.
   *
   * @param status Status code of the answer.
   * @param message What was wrong and what to do, without a final period.
   * @param headers Header fields that belong to this refusal.
   */
  constructor(
    readonly status: HttpStatus,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
