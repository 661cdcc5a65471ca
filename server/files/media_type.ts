/** Media types that a browser may show in the page's origin, by file name extension. */
const INLINE: Readonly<Record<string, string>> = {
  // Images without scripts: SVG can hold scripts, so it is not listed.
  apng: "image/apng",
  avif: "image/avif",
  bmp: "image/bmp",
  gif: "image/gif",
  ico: "image/vnd.microsoft.icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  aac: "audio/aac",
  flac: "audio/flac",
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  wav: "audio/wav",
  weba: "audio/webm",
  m4v: "video/mp4",
  mov: "video/quicktime",
  mp4: "video/mp4",
  ogv: "video/ogg",
  webm: "video/webm",
  csv: "text/plain; charset=utf-8",
  log: "text/plain; charset=utf-8",
  md: "text/plain; charset=utf-8",
  text: "text/plain; charset=utf-8",
  txt: "text/plain; charset=utf-8",
};

/** The media type of everything that a browser is to save and not to show. */
const OPAQUE = "application/octet-stream";

/** How a file is presented to a browser. */
export interface Presentation {
  /** Value of `Content-Type`. */
  readonly mediaType: string;
  /** Value of `Content-Disposition`. */
  readonly disposition: string;
}

/**
 * Tells how to present a shared file to a browser, by its name alone. Only listed image, audio, video
 * and plain-text types are shown inline; everything else is an attachment of an opaque type. Send
 * `X-Content-Type-Options: nosniff` with it, so that the browser does not guess another type.
 *
 * @param name Path relative to the shared folder, its parts separated by `/`.
 *
 * @example
 * ```ts
 * import { presentationOf } from "./media_type.ts";
 *
 * presentationOf("trip/photo.jpg").mediaType; // "image/jpeg"
 * presentationOf("page.html").disposition; // "attachment; filename*=UTF-8''page.html"
 * ```
 */
export function presentationOf(name: string): Presentation {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const extension = /\.([a-z0-9]+)$/i.exec(base)?.[1]?.toLowerCase() ?? "";
  const inline = Object.hasOwn(INLINE, extension) ? INLINE[extension] : undefined;
  const how = inline === undefined ? "attachment" : "inline";
  return {
    mediaType: inline ?? OPAQUE,
    disposition: `${how}; filename*=UTF-8''${encodeExtended(base)}`,
  };
}

/** Encodes a parameter value as RFC 8187 has it: all but its `attr-char` is percent-encoded. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
