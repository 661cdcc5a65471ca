import { PAGE_SOURCES } from "./page_sources.ts";

/** A file of the page, as it is sent. */
export interface Asset {
  /** Media type. */
  readonly type: string;
  /** What is sent to those that take gzip. */
  readonly gzip: Uint8Array<ArrayBuffer>;
  /** What everybody else gets. */
  readonly plain: Uint8Array<ArrayBuffer>;
  /** Entity tag of the plain bytes, in quotes. */
  readonly etag: string;
  /** The hash of a style sheet within, as Content-Security-Policy has it. */
  readonly styleHash?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** A comment that has its lines to itself, a cast of JSDoc, and what a line is indented by. */
const COMMENTS =
  /^[ \t]*(\/\*\*(?:(?!\*\/)[^])*\*\/|\/\/.*)[ \t]*\n|\/\*\* @type .*?\*\/ ?|^[ \t]+/gm;

const STYLE_LINK = '<link rel="stylesheet" href="/page/style.css">';
const SCRIPT = '<script type="module" src="/page/main.js"></script>';

/**
 * Makes the page's files ready to be sent.
 *
 * The document holds its style sheet, so that the browser can paint with the first answer, and names
 * every module, so that all of them are asked for at once.
 *
 * @returns Each file by its path on the server.
 */
export async function makeAssets(): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  const { "index.html": index = "", "style.css": style = "", ...others } = PAGE_SOURCES;
  const css = compactStyle(withoutComments(style));
  const preloads = Object.keys(others).filter((name) => name.endsWith(".js") && name !== "main.js")
    .map((name) => `<link rel="modulepreload" href="/page/${name}">\n`);
  const html = withoutComments(index)
    .replace(STYLE_LINK, () => `<style>${css}</style>`)
    .replace(SCRIPT, () => `${preloads.join("")}${SCRIPT}`);
  const styleHash = await sha256(new TextEncoder().encode(css));
  assets.set("/", { ...await asset("index.html", html), styleHash });
  for (const [name, source] of Object.entries(others)) {
    assets.set(`/page/${name}`, await asset(name, withoutComments(source)));
  }
  return assets;
}

/**
 * Leaves out of a source what only its readers need.
 *
 * @param source A script, a style sheet or a document; no string in it goes over several lines.
 */
export function withoutComments(source: string): string {
  return source.replace(COMMENTS, "").replace(/\n\n+/g, "\n");
}

/** Leaves the white space out of a style sheet that separates nothing. */
function compactStyle(css: string): string {
  return css.replace(/\n/g, "").replace(/([:,{;]) +/g, "$1").replace(/ +\{/g, "{")
    .replaceAll(";}", "}");
}

async function asset(name: string, text: string): Promise<Asset> {
  const plain = new TextEncoder().encode(text);
  const gzip = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  return {
    type: TYPES[name.slice(name.lastIndexOf(".") + 1)]!,
    plain,
    gzip: new Uint8Array(await new Response(gzip).arrayBuffer()),
    etag: `"${await sha256(plain)}"`,
  };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
