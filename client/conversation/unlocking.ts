import {
  type Ask,
  checkResult,
  type ErrorBody,
  ProtocolError,
  type RawReply,
} from "../../protocol/mod.ts";
import type { ConnectionEnd } from "./connection_end.ts";
import type { PasswordSource } from "./password_source.ts";

/** Codes of servers that ask for no password, or have never heard of any. */
const NO_PASSWORD: ReadonlySet<string> = new Set(["out-of-order", "unknown-request"]);

/** Asks the server, before hello. */
export type EarlyAsk = (ask: Ask<"unlock" | "prove">) => Promise<RawReply>;

/**
 * Proves to a server that the client knows its password, and has the server prove the same. Whoever
 * does not know it learns nothing.
 *
 * @param password What to prove.
 * @param fingerprint That of the certificate that encrypts the connection, if any does.
 * @param ask Asks the server.
 * @returns Why the connection is to end; nothing if both have proved it.
 */
export async function unlockServer(
  password: PasswordSource,
  fingerprint: string | undefined,
  ask: EarlyAsk,
): Promise<ConnectionEnd | undefined> {
  const attempt = await password.begin(fingerprint);
  const first = await ask({ type: "unlock", share: attempt.share });
  if (!first.ok) return refusal(first.error!);
  const { share } = checkResult("unlock", first.ok);
  if (share === undefined) return { type: "unproven" };
  try {
    const { proof, isRight } = attempt.answer(share);
    const second = await ask({ type: "prove", proof });
    if (!second.ok) return refusal(second.error!);
    return isRight(checkResult("prove", second.ok).proof) ? undefined : { type: "unproven" };
  } catch (error) {
    if (error instanceof ProtocolError) return { type: "unproven" };
    throw error;
  }
}

function refusal(error: ErrorBody): ConnectionEnd {
  return NO_PASSWORD.has(error.code) ? { type: "unproven" } : { type: "refused", error };
}
