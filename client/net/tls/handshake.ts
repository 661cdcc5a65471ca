import { readCertificate } from "../../../protocol/tls/certificate.ts";
import {
  type CertificateAnswer,
  CertificateReader,
} from "../../../protocol/tls/certificate_answer.ts";
import { HELLO_RANDOM_BYTES, writeClientHello } from "../../../protocol/tls/client_hello.ts";
import { toPem } from "../../../protocol/tls/pem.ts";

/** Bytes read at once of a server's answer. */
const READ_BYTES = 4_096;

/**
 * Asks a server for its certificates, which TLS 1.2 sends in clear. Nothing is proved by that: a
 * handshake that is pinned to the certificate has to follow.
 *
 * @param conn A fresh connection; it is closed afterwards.
 * @param host The server's name, for those that have several certificates.
 */
export async function askForCertificates(
  conn: Deno.Conn,
  host: string,
): Promise<CertificateAnswer> {
  using _ = conn;
  const random = crypto.getRandomValues(new Uint8Array(HELLO_RANDOM_BYTES));
  await conn.write(writeClientHello(random, host));
  const reader = new CertificateReader();
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    const count = await conn.read(buffer);
    if (count === null) return { type: "not-tls" };
    const answer = reader.push(buffer.subarray(0, count));
    if (answer) return answer;
  }
}

/**
 * Encrypts a connection to a server that shows one certificate, and proves to have its key.
 *
 * @param conn A fresh connection; it is closed if this fails.
 * @param certificates The certificate in DER, and those of authorities behind it, if any.
 * @throws {Error} If the server shows another certificate, or does not speak TLS.
 */
export async function encryptPinned(
  conn: Deno.TcpConn,
  certificates: readonly Uint8Array[],
): Promise<Deno.TlsConn> {
  const [hostname = "chat"] = readCertificate(certificates[0]!).hosts;
  const caCerts = certificates.map((each) => toPem("CERTIFICATE", each));
  return await encrypt(conn, { hostname: hostname.replace(/^\*\./, "any."), caCerts });
}

/**
 * Encrypts a connection to a server that an authority known to this machine vouches for.
 *
 * @param conn A fresh connection; it is closed if this fails.
 * @throws {Error} If no authority does, or the server does not speak TLS.
 */
export async function encryptByAuthority(conn: Deno.TcpConn, host: string): Promise<Deno.TlsConn> {
  return await encrypt(conn, { hostname: host });
}

async function encrypt(conn: Deno.TcpConn, options: Deno.StartTlsOptions): Promise<Deno.TlsConn> {
  conn.setNoDelay(true); // It cannot be said any more afterwards.
  const encrypted = await Deno.startTls(conn, options);
  try {
    await encrypted.handshake();
    return encrypted;
  } catch (error) {
    encrypted.close();
    throw error;
  }
}
