/**
 * The file of servers that were met encrypted: which key each showed. One line for each:
 *
 *     example.org:5555 AB:CD:…:EF MIIBMjCB2q…        a fingerprint, and the certificate in base64
 *     chat.example.edu:443 authority                 any certificate that an authority vouches for
 *
 * @module
 */
import { fingerprintOf } from "../../../protocol/tls/fingerprint.ts";
import { fromBase64, toBase64 } from "../../../protocol/tls/pem.ts";

/** What is known about a server: its certificate, or that an authority vouches for it. */
export type KnownServer =
  | {
    readonly type: "certificate";
    /** X.509 in DER. */
    readonly certificate: Uint8Array;
    /** Its fingerprint. */
    readonly fingerprint: string;
  }
  | { readonly type: "authority" };

/**
 * Finds a server in the text of the file.
 *
 * @param text The file, of which any line may be broken.
 * @param place The server, as `host:port`.
 * @throws {SyntaxError} If the server's line is broken: it must not count as unknown then.
 */
export function findKnownServer(text: string, place: string): KnownServer | undefined {
  const line = text.split("\n").findLast((each) => placeOf(each) === place);
  if (line === undefined) return undefined;
  const [, fingerprint = "", certificate = ""] = line.trim().split(/\s+/);
  if (fingerprint === "authority") return { type: "authority" };
  const known = knownCertificate(fromBase64(certificate));
  if (known.fingerprint === fingerprint) return known;
  throw new SyntaxError(`the line of ${place} is broken: fingerprint and certificate differ`);
}

/** What is known of a server that showed this certificate. */
export function knownCertificate(certificate: Uint8Array): KnownServer & { type: "certificate" } {
  return { type: "certificate", certificate, fingerprint: fingerprintOf(certificate) };
}

/**
 * Writes a server into the text of the file, in place of what it said of it before.
 *
 * @param text The file; all other lines stay as they are.
 * @param place The server, as `host:port`.
 * @param known What is known now; nothing removes the server.
 */
export function withKnownServer(text: string, place: string, known?: KnownServer): string {
  const lines = text.split("\n").filter((line) => line !== "" && placeOf(line) !== place);
  if (known) lines.push(`${place} ${factsOf(known)}`);
  return lines.map((line) => `${line}\n`).join("");
}

/** The server of a line. */
function placeOf(line: string): string | undefined {
  return line.trim().split(/\s+/, 1)[0]?.toLowerCase();
}

function factsOf(known: KnownServer): string {
  if (known.type === "authority") return known.type;
  return `${known.fingerprint} ${toBase64(known.certificate)}`;
}
