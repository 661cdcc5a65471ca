import { stateFolder } from "../../protocol/state_folder.ts";
import type { Given, Option } from "../../types/command.d.ts";
import { givenIdentity, keptIdentity, type ServerIdentity } from "../net/tls/identity_file.ts";

/** The options of `chat serve` that encrypt. */
export const TLS_OPTIONS: Readonly<Record<string, Option>> = {
  tls: { kind: "flag", help: "encrypt every connection; the server creates its own key" },
  "tls-cert": {
    kind: "path",
    value: "FILE",
    help: "encrypt with the certificates in this PEM file",
  },
  "tls-key": { kind: "path", value: "FILE", help: "the key of --tls-cert, in PEM" },
};

/**
 * Checks the options of {@linkcode TLS_OPTIONS}.
 *
 * @throws {SyntaxError} If a certificate comes without its key, or a key without its certificate.
 */
export function checkTlsOptions(options: Given): void {
  const { "tls-cert": cert, "tls-key": key } = options;
  if (cert !== undefined && key === undefined) throw new SyntaxError("--tls-cert needs --tls-key");
  if (key !== undefined && cert === undefined) throw new SyntaxError("--tls-key needs --tls-cert");
}

/**
 * Finds what the server proves to be.
 *
 * @returns Nothing, if it is not to be encrypted.
 * @throws {Error} If there is no such certificate, or no place to keep one.
 */
export async function identityFrom(options: Given): Promise<ServerIdentity | undefined> {
  const { tls, "tls-cert": cert, "tls-key": key } = options;
  if (cert !== undefined && key !== undefined) return await givenIdentity(cert, key);
  if (!tls) return undefined;
  const folder = stateFolder({ os: Deno.build.os, env: (name) => Deno.env.get(name) });
  if (folder !== undefined) return await keptIdentity(folder, Date.now());
  throw new Error("Cannot keep a key: set HOME or XDG_STATE_HOME, or use --tls-cert and --tls-key");
}
