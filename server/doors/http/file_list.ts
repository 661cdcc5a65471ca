import { format } from "@std/fmt/bytes";
import type { SharedFile } from "../../../protocol/mod.ts";

/**
 * Writes the list of shared files as a plain page, for those who come without scripts.
 *
 * @param files The files, sorted.
 * @returns HTML, in which every name is escaped.
 *
 * @example
 * ```ts
 * import { fileListPage } from "./file_list.ts";
 *
 * fileListPage([{ name: "a & b.txt", size: 7 }]).includes("a &#38; b.txt"); // true
 * ```
 */
export function fileListPage(files: readonly SharedFile[]): string {
  const rows = files.map(({ name, size }) =>
    `<li><a href="${hrefTo(name)}">${escaped(name)}</a>, ${format(size)}</li>\n`
  );
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Shared files</title></head>
<body><h1>Shared files</h1>
<ul>
${rows.join("")}</ul>
<p>${files.length} in all. <a href="/">Join the room</a></p></body>
</html>
`;
}

/** Where a file can be had. */
function hrefTo(name: string): string {
  return `/files/${
    name.split("/").map((part) => encodeURIComponent(part.toWellFormed())).join("/")
  }`
    .replaceAll("'", "%27");
}

/** Text as HTML shows it, in its own direction; control characters are left out. */
function escaped(text: string): string {
  const visible = text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
  return `<bdi>${visible.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)}</bdi>`;
}
