import { encryptPinned } from "../../client/net/tls/handshake.ts";
import { fromPem } from "../../protocol/tls/pem.ts";
import { RawClient } from "./raw_client.ts";

/**
 * Joins an encrypted server on the loopback interface, and leaves the own `joined` notice read.
 *
 * @param state The server's state folder, where its certificate is.
 */
export async function joinOverTls(
  port: number,
  state: string,
  name: string,
): Promise<RawClient> {
  const certificates = fromPem(
    "CERTIFICATE",
    await Deno.readTextFile(`${state}/chat/server-identity.pem`),
  );
  const conn = await Deno.connect({ port, hostname: "127.0.0.1" });
  const client = RawClient.over(await encryptPinned(conn, certificates));
  await client.ok({ type: "hello", version: 1, name });
  await client.notice();
  return client;
}
