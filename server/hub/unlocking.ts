import { ProtocolError, type Request, type Result } from "../../protocol/mod.ts";
import { PROOF_BYTES, SHARE_BYTES } from "../../protocol/password/cpace.ts";
import { fromHex, toHex } from "../../protocol/password/hex.ts";
import type { PasswordGate } from "../admission/password/password_gate.ts";
import type { Seat } from "./seat.ts";

/**
 * Lets a client in that proves that it knows the password, or says it.
 *
 * @param gate The server's password; undefined if it has none.
 * @returns The result of the request.
 * @throws {ProtocolError} `password-wrong`; `out-of-order` if there is nothing to prove.
 */
export async function unlockSeat(
  gate: PasswordGate | undefined,
  seat: Seat,
  request: Request<"unlock" | "prove">,
): Promise<Result<"unlock"> | Result<"prove">> {
  if (!gate) throw outOfOrder("this server asks for no password");
  if (seat.isAdmitted) throw outOfOrder("the password comes before hello, and once");
  if (request.type === "prove") return prove(seat, request.proof);
  seat.hasKnocked = true;
  const { share, password } = request;
  seat.exchange = undefined;
  if (password !== undefined) {
    await gate.check(password, seat);
    seat.isAdmitted = true;
    return {};
  }
  if (share === undefined) throw outOfOrder("unlock needs a share or a password");
  seat.exchange = await gate.begin(fromHex("share", share, SHARE_BYTES), seat);
  return { share: toHex(seat.exchange.share) };
}

function prove(seat: Seat, proof: string): Result<"prove"> {
  const { exchange } = seat;
  if (!exchange) throw outOfOrder("unlock comes before prove");
  seat.exchange = undefined;
  const own = exchange.judge(fromHex("proof", proof, PROOF_BYTES));
  seat.isAdmitted = true;
  return { proof: toHex(own) };
}

function outOfOrder(rule: string): ProtocolError {
  return new ProtocolError("out-of-order", `Out of order: ${rule}`);
}
