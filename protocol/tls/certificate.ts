import { DerTag, readAllDer, readDer } from "./der.ts";

/** The object identifiers of the extensions that are looked at, in hexadecimal. */
const SUBJECT_ALT_NAME = "551d11";
const BASIC_CONSTRAINTS = "551d13";

/** Tags within a subject alternative name. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** Tag of the version, and of the extensions, in a certificate. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;

/** What a client has to know of a certificate. */
export interface CertificateFacts {
  /** Whether it names itself as its issuer: no authority stands behind it. */
  readonly isSelfIssued: boolean;
  /** Whether it says that it may sign others. Many programs then refuse it as a server's own. */
  readonly isAuthority: boolean;
  /** The names and addresses it is for, those of a server first; none if it names none. */
  readonly hosts: readonly string[];
}

/**
 * Reads what a client has to know of an X.509 certificate. Nothing is verified here.
 *
 * @param certificate The certificate in DER, of any origin.
 * @throws {SyntaxError} If it is no certificate.
 */
export function readCertificate(certificate: Uint8Array): CertificateFacts {
  try {
    const [body] = readAllDer(readDer(certificate).content);
    const fields = readAllDer(body!.content).filter(({ tag }) => tag !== VERSION);
    const [_serial, _algorithm, issuer, _validity, subject] = fields;
    const extensions = extensionsIn(fields.find(({ tag }) => tag === EXTENSIONS)?.content);
    return {
      isSelfIssued: hex(issuer!.whole) === hex(subject!.whole),
      isAuthority: saysAuthority(extensions.get(BASIC_CONSTRAINTS)),
      hosts: hostsIn(extensions.get(SUBJECT_ALT_NAME)),
    };
  } catch (cause) {
    throw new SyntaxError("Cannot read the certificate: it is no X.509", { cause });
  }
}

/** The value of each extension, by its object identifier in hexadecimal. */
function extensionsIn(content: Uint8Array | undefined): Map<string, Uint8Array> {
  if (!content) return new Map();
  return new Map(
    readAllDer(readDer(content).content).map((extension) => {
      const [id, ...rest] = readAllDer(extension.content);
      return [hex(id!.content), rest.at(-1)!.content];
    }),
  );
}

function saysAuthority(value: Uint8Array | undefined): boolean {
  if (!value) return false;
  const [first] = readAllDer(readDer(value).content);
  return first?.tag === DerTag.BOOLEAN && first.content[0] !== 0;
}

function hostsIn(value: Uint8Array | undefined): string[] {
  if (!value) return [];
  return readAllDer(readDer(value).content).flatMap(({ tag, content }) => {
    if (tag === DNS_NAME) return [String.fromCharCode(...content)];
    return tag === IP_ADDRESS && content.length === 4 ? [content.join(".")] : [];
  });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
