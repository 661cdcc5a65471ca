/**
 * A TLS 1.2 ClientHello (RFC 5246), made only to be answered with the server's certificate: TLS 1.2
 * sends that in clear, TLS 1.3 does not. No handshake is ever completed with it.
 *
 * @module
 */

/** Record and handshake types, RFC 5246. */
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;

/** TLS 1.0 in the record, for old servers; TLS 1.2 in the message. */
const RECORD_VERSION = [3, 1];
const TLS_1_2 = [3, 3];

/** ECDHE with ECDSA and RSA, each with AES-GCM and ChaCha20-Poly1305: what every server has. */
const CIPHER_SUITES = [0xc02b, 0xc02c, 0xcca9, 0xc02f, 0xc030, 0xcca8];

/** secp256r1, x25519, secp384r1. */
const GROUPS = [0x0017, 0x001d, 0x0018];

/** ECDSA, RSA-PSS and RSA with SHA-256, SHA-384 and SHA-512; Ed25519. */
const SIGNATURES = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807];

/** Types of the extensions. */
const SERVER_NAME = 0;
const SUPPORTED_GROUPS = 10;
const POINT_FORMATS = 11;
const SIGNATURE_ALGORITHMS = 13;
const EXTENDED_MASTER_SECRET = 23;
const RENEGOTIATION_INFO = 0xff01;

/** Bytes of the random value in a ClientHello. */
export const HELLO_RANDOM_BYTES = 32;

/**
 * Writes the ClientHello, as one record.
 *
 * @param random 32 random bytes.
 * @param host The server's name, for those that have several certificates; an IP address is left out.
 */
export function writeClientHello(random: Uint8Array, host: string): Uint8Array<ArrayBuffer> {
  const extensions = [
    ...serverName(host),
    ...extension(SUPPORTED_GROUPS, sized(2, GROUPS.flatMap(uint16))),
    ...extension(POINT_FORMATS, sized(1, [0])),
    ...extension(SIGNATURE_ALGORITHMS, sized(2, SIGNATURES.flatMap(uint16))),
    ...extension(EXTENDED_MASTER_SECRET, []),
    ...extension(RENEGOTIATION_INFO, [0]),
  ];
  const body = [
    ...TLS_1_2,
    ...random,
    0, // No session to take up.
    ...sized(2, CIPHER_SUITES.flatMap(uint16)),
    ...sized(1, [0]), // No compression.
    ...sized(2, extensions),
  ];
  const message = [CLIENT_HELLO, ...sized(3, body)];
  return Uint8Array.from([HANDSHAKE, ...RECORD_VERSION, ...sized(2, message)]);
}

function serverName(host: string): number[] {
  if (!/^[a-z0-9.-]*[a-z][a-z0-9.-]*$/i.test(host)) return [];
  const name = Array.from(host, (char) => char.charCodeAt(0));
  return extension(SERVER_NAME, sized(2, [0, ...sized(2, name)]));
}

function extension(type: number, data: readonly number[]): number[] {
  return [...uint16(type), ...sized(2, data)];
}

/** Bytes with their count before them, in so many bytes. */
function sized(bytes: 1 | 2 | 3, data: readonly number[]): number[] {
  const { length } = data;
  return [...[length >> 16, length >> 8, length].slice(3 - bytes).map((n) => n & 0xff), ...data];
}

function uint16(value: number): number[] {
  return [value >> 8, value & 0xff];
}
