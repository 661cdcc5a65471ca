/**
 * What is answered to a request.
 *
 * @module
 */
import type { OpenedFile } from "../../files/shared_folder.ts";
import type { ByteRange } from "./byte_range.ts";
import type { HttpError, HttpStatus } from "./http_error.ts";
import type { HeaderFields } from "./response_head.ts";

/** Part of a shared file that is sent. */
export interface FileBody extends ByteRange {
  /** Its name, for the log. */
  readonly name: string;
  /** The file; whoever sends the answer closes it. */
  readonly file: OpenedFile;
}

/** An answer, before its head is written. */
export interface Answer {
  /** Status code. */
  readonly status: HttpStatus;
  /** Header fields, but for those that every answer has. */
  readonly headers: HeaderFields;
  /** What follows the head, unless the request was a HEAD; nothing if the status forbids it. */
  readonly body?: Uint8Array | FileBody;
}

/** Answers in one plain sentence. */
export function textAnswer(status: HttpStatus, text: string, headers: HeaderFields = {}): Answer {
  const type = "text/plain; charset=utf-8";
  const body = new TextEncoder().encode(`${text}\n`);
  return { status, headers: { "Content-Type": type, ...headers }, body };
}

/** Answers why a request is refused. */
export function errorAnswer({ status, message, headers }: HttpError): Answer {
  return textAnswer(status, message, headers);
}
