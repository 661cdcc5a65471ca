/** Characters of base64 on one line: what every program writes (RFC 7468). */
const LINE_CHARS = 64;

/**
 * Writes DER as PEM.
 *
 * @param label What it is: `CERTIFICATE`, `PRIVATE KEY`.
 */
export function toPem(label: string, der: Uint8Array): string {
  const lines = chunks(toBase64(der));
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/**
 * Finds the blocks of one kind in a PEM file.
 *
 * @param label What they are, as a regular expression: `CERTIFICATE`, `(EC |RSA )?PRIVATE KEY`.
 * @returns The DER of each, in the order of the file.
 * @throws {SyntaxError} If a block is not base64.
 */
export function fromPem(label: string, text: string): Uint8Array<ArrayBuffer>[] {
  const block = new RegExp(`-----BEGIN (${label})-----([^-]*)-----END \\1-----`, "g");
  return Array.from(text.matchAll(block), (match) => fromBase64(match.at(-1)!.replace(/\s+/g, "")));
}

/** Writes bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * Reads base64.
 *
 * @throws {SyntaxError} If it is none.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch (cause) {
    throw new SyntaxError("Cannot read base64: it holds other characters", { cause });
  }
}

function chunks(text: string): string[] {
  return text.match(new RegExp(`.{1,${LINE_CHARS}}`, "g")) ?? [];
}
