/** Most bytes of an answer to look at: a long chain of certificates has some 10 KB. */
export const MAX_ANSWER_BYTES = 65_536;

/** Record types, RFC 5246. */
const ALERT = 21;
const HANDSHAKE = 22;

/** Bytes before the content of a record. */
const RECORD_HEADER_BYTES = 5;

/** Most bytes that a record may hold: 2^14 and what encryption adds. */
const MAX_RECORD_BYTES = 18_432;

/** Bytes before the body of a handshake message: its type, and its length in three bytes. */
const MESSAGE_HEADER_BYTES = 4;

/** The handshake message that is looked for. */
const CERTIFICATE = 11;

/** What a server answered to a ClientHello. */
export type CertificateAnswer =
  /** Its certificate in DER, and those of the authorities behind it as far as it sends them. */
  | { readonly type: "certificates"; readonly chain: readonly Uint8Array[] }
  /** It refuses; the number says why, RFC 5246. It does speak TLS. */
  | { readonly type: "alert"; readonly description: number }
  /** It does not speak TLS. */
  | { readonly type: "not-tls" };

/**
 * Looks for the certificate in what a server answers to a TLS 1.2 ClientHello, fed in pieces of any
 * size. Never keeps more than {@linkcode MAX_ANSWER_BYTES}, and never reads a byte twice.
 */
export class CertificateReader {
  readonly #bytes = new Uint8Array(MAX_ANSWER_BYTES);
  #length = 0;
  /** Where the next record begins. */
  #at = 0;
  /** Handshake messages, out of their records. */
  readonly #messages = new Uint8Array(MAX_ANSWER_BYTES);
  #messagesLength = 0;
  /** Where the next message begins. */
  #messageAt = 0;

  /**
   * Decodes the next bytes.
   *
   * @returns The answer, once it is clear; after that, this object is of no more use.
   */
  push(bytes: Uint8Array): CertificateAnswer | undefined {
    if (this.#length + bytes.length > MAX_ANSWER_BYTES) return NOT_TLS;
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    for (let record = this.#record(); record; record = this.#record()) {
      if (record === "foreign") return NOT_TLS;
      if (record.type === ALERT) return { type: "alert", description: record.content[1] ?? 0 };
      this.#messages.set(record.content, this.#messagesLength);
      this.#messagesLength += record.content.length;
      const answer = this.#certificate();
      if (answer) return answer;
    }
  }

  /** Takes the next record off the bytes; nothing if it is not whole yet. */
  #record(): { type: number; content: Uint8Array } | "foreign" | undefined {
    const arrived = this.#bytes.subarray(this.#at, this.#length);
    const [type, major, _minor, high, low] = arrived;
    if (type !== undefined && type !== ALERT && type !== HANDSHAKE) return "foreign";
    if (major !== undefined && major !== 3) return "foreign";
    if (high === undefined || low === undefined) return undefined;
    const length = high * 256 + low;
    if (length === 0 || length > MAX_RECORD_BYTES) return "foreign";
    if (arrived.length < RECORD_HEADER_BYTES + length) return undefined;
    this.#at += RECORD_HEADER_BYTES + length;
    return {
      type: type!,
      content: arrived.subarray(RECORD_HEADER_BYTES, RECORD_HEADER_BYTES + length),
    };
  }

  /** Takes messages off the handshake until one is the certificate. */
  #certificate(): CertificateAnswer | undefined {
    while (this.#messagesLength - this.#messageAt >= MESSAGE_HEADER_BYTES) {
      const start = this.#messageAt + MESSAGE_HEADER_BYTES;
      const end = start + uint24(this.#messages, this.#messageAt + 1);
      if (end > MAX_ANSWER_BYTES) return NOT_TLS;
      if (end > this.#messagesLength) return undefined;
      if (this.#messages[this.#messageAt] === CERTIFICATE) {
        return chainIn(this.#messages.subarray(start, end));
      }
      this.#messageAt = end;
    }
  }
}

const NOT_TLS: CertificateAnswer = { type: "not-tls" };

/** The certificates in the body of the message; each has its length before it. */
function chainIn(body: Uint8Array): CertificateAnswer {
  const chain: Uint8Array[] = [];
  for (let at = 3; at + 3 <= body.length;) {
    const end = at + 3 + uint24(body, at);
    if (end > body.length) return NOT_TLS;
    chain.push(body.slice(at + 3, end));
    at = end;
  }
  return chain.length > 0 ? { type: "certificates", chain } : NOT_TLS;
}

function uint24(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 65_536 + (bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0);
}
