import { type Printable, printed } from "../../protocol/mod.ts";
import { stateFolder } from "../../protocol/state_folder.ts";
import { readFingerprint } from "../../protocol/tls/fingerprint.ts";
import type { Given, Option } from "../../types/command.d.ts";
import { complain } from "../screens/complain.ts";
import { PASSWORD_OPTION } from "./password.ts";
import { ServerDialer } from "../net/server_dialer.ts";
import { formatTarget, type Target } from "../net/target.ts";
import { KnownServersFile } from "../net/tls/known_servers_file.ts";

/** Options of every command that joins a server: who it has to be. */
export const SERVER_OPTIONS: Readonly<Record<string, Option>> = {
  key: {
    kind: "text",
    value: "FINGERPRINT",
    help: "the key that an encrypted server must have; ask its operator",
  },
  plain: { kind: "flag", help: "join unencrypted, even if the server was encrypted before" },
  ...PASSWORD_OPTION,
};

/**
 * Reads the options of {@linkcode SERVER_OPTIONS}.
 *
 * @throws {SyntaxError} If they are wrong.
 */
export function readServerOptions({ key, plain }: Given): { key?: string; plain: boolean } {
  if (key !== undefined && plain) throw new SyntaxError("--key and --plain exclude each other");
  return { key: key === undefined ? undefined : readFingerprint(key), plain: Boolean(plain) };
}

/**
 * Finds the way to a server, and what is remembered of it.
 *
 * @param tell Tells the user something; by default, on standard error.
 * @throws {SyntaxError} If the options are wrong.
 */
export function dialerFor(
  target: Target,
  options: Given,
  tell = (text: Printable): void => complain(text),
): ServerDialer {
  return dialersFor(options, tell)(target);
}

/**
 * Finds the way to any server, while the environment may still be read.
 *
 * @param tell Tells the user something.
 * @returns Makes what connects to a server.
 * @throws {SyntaxError} If the options are wrong.
 */
export function dialersFor(
  options: Given,
  tell: (text: Printable) => void,
): (target: Target) => ServerDialer {
  const { key, plain } = readServerOptions(options);
  const folder = stateFolder({ os: Deno.build.os, env: (name) => Deno.env.get(name) });
  const known = folder === undefined ? undefined : new KnownServersFile(`${folder}/known_servers`);
  return (target) =>
    new ServerDialer({
      target,
      key,
      plain,
      known,
      onRemembered: (fingerprint) =>
        tell(printed`${formatTarget(target)} is encrypted; its key is ${fingerprint}`),
    });
}
