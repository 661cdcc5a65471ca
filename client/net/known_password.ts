import {
  CpaceExchange,
  isSameSecret,
  PROOF_BYTES,
  SHARE_BYTES,
} from "../../protocol/password/cpace.ts";
import { fromHex, toHex } from "../../protocol/password/hex.ts";
import { normalPassword } from "../../protocol/password/passwords.ts";
import { loadRistretto } from "../../protocol/password/ristretto.ts";
import { ProtocolError } from "../../protocol/mod.ts";

/** A proof that has begun; see `PasswordTry`, which it is, in client/conversation/. */
export interface StartedProof {
  /** What the server is sent, in hexadecimal digits. */
  readonly share: string;
  /** Continues with the server's share. */
  answer(share: string): { readonly proof: string; isRight(proof: string): boolean };
}

/** A password that the user gave: makes the proofs of a conversation's password source. */
export class KnownPassword {
  readonly #password: string;

  /** Takes the password as it was typed. */
  constructor(typed: string) {
    this.#password = normalPassword(typed);
  }

  /** Begins a proof that is bound to the certificate with this fingerprint. */
  async begin(fingerprint = ""): Promise<StartedProof> {
    const exchange = new CpaceExchange({
      group: await loadRistretto(),
      role: "client",
      password: this.#password,
      channel: new TextEncoder().encode(fingerprint),
      random: crypto.getRandomValues(new Uint8Array(SHARE_BYTES)),
    });
    return { share: toHex(exchange.share), answer: (share: string) => answer(exchange, share) };
  }
}

function answer(exchange: CpaceExchange, share: string) {
  try {
    const { proof, expected } = exchange.finish(fromHex("share", share, SHARE_BYTES));
    return {
      proof: toHex(proof),
      isRight: (given: string) => isSameSecret(expected, fromHex("proof", given, PROOF_BYTES)),
    };
  } catch (cause) {
    throw new ProtocolError("malformed-packet", "The server sent no share", { cause });
  }
}
