import { ensureDir } from "@std/fs/ensure-dir";
import { whyUnreadable } from "../../../protocol/mod.ts";
import { readCertificate } from "../../../protocol/tls/certificate.ts";
import { fingerprintOf } from "../../../protocol/tls/fingerprint.ts";
import { fromPem, toPem } from "../../../protocol/tls/pem.ts";
import { makeIdentity } from "./self_signed.ts";

/** The file in the state folder that holds the server's key and its certificate. */
const FILE_NAME = "server-identity.pem";

/** Only the owner may read the key. */
const MODE = 0o600;

/** What a server shows to prove who it is. */
export interface ServerIdentity {
  /** The certificates, in PEM: the server's own, then those of authorities behind it. */
  readonly cert: string;
  /** The key, in PEM. */
  readonly key: string;
  /** The fingerprint of the server's own certificate. */
  readonly fingerprint: string;
}

/**
 * Reads the identity that the server keeps in a folder, or makes one there the first time.
 *
 * @param folder The user's state folder; it is made when it is not there.
 * @param now The time, in ms since 1970 UTC.
 * @throws {Error} If the folder cannot be written, or if the file holds no identity: no other is
 * made in its place, as the clients would refuse it.
 */
export async function keptIdentity(folder: string, now: number): Promise<ServerIdentity> {
  const path = `${folder}/${FILE_NAME}`;
  try {
    const pem = await readIfThere(path) ?? await create(folder, path, now);
    return identityIn(pem, pem);
  } catch (cause) {
    const isDamaged = cause instanceof SyntaxError;
    const why = isDamaged ? cause.message : whyUnreadable(cause);
    const remedy = isDamaged ? ". Restore it, or delete it to make another key" : "";
    throw new Error(`Cannot use the server's own certificate, ${path}: ${why}${remedy}`, { cause });
  }
}

/**
 * Reads a certificate and its key from files that the operator names.
 *
 * @throws {Error} If they cannot be read, or hold no certificate or no key.
 */
export async function givenIdentity(certFile: string, keyFile: string): Promise<ServerIdentity> {
  try {
    const cert = await readNamed(certFile);
    return identityIn(cert, keyFile === certFile ? cert : await readNamed(keyFile));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new Error(`Cannot use ${certFile} and ${keyFile}: ${why}`, { cause });
  }
}

async function readNamed(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${whyUnreadable(cause)}`, { cause });
  }
}

/** Reads the certificates and the key from PEM files. */
function identityIn(certFile: string, keyFile: string): ServerIdentity {
  const chain = fromPem("CERTIFICATE", certFile);
  const [own] = chain;
  if (!own) throw new SyntaxError("no certificate in PEM is in it");
  if (readCertificate(own).isAuthority) {
    throw new SyntaxError(
      "the certificate is one of an authority (CA:TRUE), which clients refuse as a server's own. " +
        "openssl req -x509 makes another with -addext basicConstraints=critical,CA:FALSE",
    );
  }
  const [key] = /-----BEGIN ((?:EC |RSA )?PRIVATE KEY)-----[^-]*-----END \1-----/
    .exec(keyFile) ?? [];
  if (!key) throw new SyntaxError("no key in PEM, or only an encrypted one, is in it");
  return {
    cert: chain.map((each) => toPem("CERTIFICATE", each)).join(""),
    key: `${key}\n`,
    fingerprint: fingerprintOf(own),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const text = await Deno.readTextFile(path);
    if (Deno.build.os !== "windows") await Deno.chmod(path, MODE);
    return text;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Makes an identity. If two servers do so at once, both use that of the first. */
async function create(folder: string, path: string, now: number): Promise<string> {
  const { certificate, key } = await makeIdentity(now);
  const pem = toPem("PRIVATE KEY", key) + toPem("CERTIFICATE", certificate);
  await ensureDir(folder);
  const temporary = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(temporary, pem, { createNew: true, mode: MODE });
    await Deno.link(temporary, path);
    return pem;
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return await Deno.readTextFile(path);
  } finally {
    await Deno.remove(temporary).catch(() => {});
  }
}
