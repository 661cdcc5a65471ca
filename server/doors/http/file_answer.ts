import type { OpenedFile } from "../../files/shared_folder.ts";
import { lastModified, reprDigest } from "../../files/validators.ts";
import type { Answer } from "./answer.ts";
import { parseRange } from "./byte_range.ts";
import { isRangeValid, judgePreconditions } from "./preconditions.ts";
import type { RequestHead } from "./request_head.ts";

/** What is known of a file beside what it says itself. */
export interface FileFacts {
  /** Its name in the shared folder. */
  readonly name: string;
  /** Its entity tag. */
  readonly etag: string;
  /** Its SHA-256 in hexadecimal, if that is known. */
  readonly sha256?: string;
  /** Its `Content-Type`. */
  readonly mediaType: string;
  /** Whether a browser shows or saves it: its `Content-Disposition`. */
  readonly disposition: string;
}

/**
 * Answers with a file, part of it, or why not: conditions first, then the range.
 *
 * @param head The request's head.
 * @param file The file, opened.
 */
export function fileAnswer(
  { method, headers }: RequestHead,
  file: OpenedFile,
  facts: FileFacts,
): Answer {
  const { name, etag } = facts;
  const { size, modified } = file;
  const fields = fieldsOf(file, facts);
  const status = judgePreconditions(headers, { etag, modified });
  if (status) return { status, headers: fields };
  const range = headers.get("range");
  const isPart = range !== undefined && method === "GET" &&
    isRangeValid(headers.get("if-range"), { etag, modified });
  const part = isPart ? parseRange(range, size) : undefined;
  if (part === undefined) {
    return { status: 200, headers: fields, body: { name, file, start: 0, end: size } };
  }
  if (part === "none") {
    return { status: 416, headers: { ...fields, "Content-Range": `bytes */${size}` } };
  }
  const contentRange = `bytes ${part.start}-${part.end - 1}/${size}`;
  return {
    status: 206,
    headers: { ...fields, "Content-Range": contentRange },
    body: { name, file, ...part },
  };
}

function fieldsOf(file: OpenedFile, facts: FileFacts): Record<string, string | undefined> {
  return {
    "Content-Type": facts.mediaType,
    "Content-Disposition": facts.disposition,
    ETag: facts.etag,
    "Last-Modified": lastModified(file),
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-cache",
    "Repr-Digest": facts.sha256 === undefined ? undefined : reprDigest(facts.sha256),
  };
}
