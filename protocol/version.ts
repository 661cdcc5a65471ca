import { ProtocolError } from "./errors.ts";
import { PROTOCOL_VERSION } from "./limits.ts";

/**
 * Checks the protocol version of a client.
 *
 * @param version The version that the client speaks.
 * @throws {ProtocolError} `version-unsupported` if the server does not speak it.
 */
export function checkVersion(version: number): void {
  if (version === PROTOCOL_VERSION) return;
  const spoken = `this server speaks version ${PROTOCOL_VERSION}, not ${version}`;
  throw new ProtocolError("version-unsupported", `Version unsupported: ${spoken}`);
}
