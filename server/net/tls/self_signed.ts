import { DerTag, writeDer, writeInteger, writeObjectId } from "../../../protocol/tls/der.ts";

/** Object identifiers: RFC 5280 and RFC 5758. */
const COMMON_NAME = "2.5.4.3";
const SUBJECT_ALT_NAME = "2.5.29.17";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

/** What the server is called in its certificate, and what clients ask for. */
export const CERTIFICATE_HOST = "chat";

/** Tags within a certificate. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;

/** Version 3, counted from 0. */
const V3 = Uint8Array.of(2);

/** Bytes of the serial number; RFC 5280 allows 20. */
const SERIAL_BYTES = 16;

/** "No expiration date" in RFC 5280: a certificate that is known by its fingerprint needs none. */
const NEVER = "99991231235959Z";

/** Algorithm of the key and of the signature, for WebCrypto. */
const KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/** A certificate and its key, in DER. */
export interface Identity {
  /** X.509. */
  readonly certificate: Uint8Array;
  /** PKCS #8. */
  readonly key: Uint8Array;
}

/**
 * Makes a key, and a certificate that it signs itself: P-256, subject and only name `chat`, valid
 * from a day before now, as clocks differ, to the end of 9999.
 *
 * @param now The time, in ms since 1970 UTC.
 */
export async function makeIdentity(now: number): Promise<Identity> {
  const pair = await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const serial = crypto.getRandomValues(new Uint8Array(SERIAL_BYTES));
  const body = certificateBody(publicKey, serial, now - 86_400_000);
  const signature = new Uint8Array(await crypto.subtle.sign(SIGNATURE, pair.privateKey, body));
  return {
    certificate: writeDer(
      DerTag.SEQUENCE,
      body,
      algorithm(),
      bitString(derSignature(signature)),
    ),
    key: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
  };
}

/** What is signed: TBSCertificate of RFC 5280. */
function certificateBody(publicKey: Uint8Array, serial: Uint8Array, from: number) {
  const name = writeDer(
    DerTag.SEQUENCE,
    writeDer(
      DerTag.SET,
      writeDer(
        DerTag.SEQUENCE,
        writeObjectId(COMMON_NAME),
        writeDer(DerTag.UTF8_STRING, ascii(CERTIFICATE_HOST)),
      ),
    ),
  );
  return writeDer(
    DerTag.SEQUENCE,
    writeDer(VERSION, writeInteger(V3)),
    writeInteger(serial),
    algorithm(),
    name,
    writeDer(DerTag.SEQUENCE, utcTime(from), writeDer(DerTag.GENERALIZED_TIME, ascii(NEVER))),
    name,
    publicKey,
    writeDer(EXTENSIONS, writeDer(DerTag.SEQUENCE, alternativeName())),
  );
}

function alternativeName(): Uint8Array {
  const names = writeDer(DerTag.SEQUENCE, writeDer(DNS_NAME, ascii(CERTIFICATE_HOST)));
  return writeDer(
    DerTag.SEQUENCE,
    writeObjectId(SUBJECT_ALT_NAME),
    writeDer(DerTag.OCTET_STRING, names),
  );
}

function algorithm(): Uint8Array {
  return writeDer(DerTag.SEQUENCE, writeObjectId(ECDSA_WITH_SHA256));
}

/** WebCrypto gives two numbers side by side; X.509 has them in a sequence. */
function derSignature(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  return writeDer(
    DerTag.SEQUENCE,
    writeInteger(signature.subarray(0, half)),
    writeInteger(signature.subarray(half)),
  );
}

function bitString(content: Uint8Array): Uint8Array {
  return writeDer(DerTag.BIT_STRING, Uint8Array.of(0), content);
}

/** A time before 2050, as RFC 5280 wants it: `YYMMDDhhmmssZ`. */
function utcTime(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().replace(/\D/g, "").slice(2, 14);
  return writeDer(DerTag.UTC_TIME, ascii(`${digits}Z`));
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
