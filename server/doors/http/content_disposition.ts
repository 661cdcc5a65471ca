/**
 * How a file is named to a browser that is to save it: RFC 6266.
 *
 * @param name Path of the file in the shared folder; the browser is told its last part.
 * @returns The value of `Content-Disposition`, in ASCII whatever the name holds.
 *
 * @example
 * ```ts
 * import { attachment } from "./content_disposition.ts";
 *
 * attachment("a/é.txt"); // `attachment; filename*=UTF-8''%C3%A9.txt`
 * ```
 */
export function attachment(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return `attachment; filename*=UTF-8''${encodeExtended(last)}`;
}

/** Percent-encodes all but the `attr-char` of RFC 8187. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
