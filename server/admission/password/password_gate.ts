import { randomBytes } from "node:crypto";
import { ProtocolError } from "../../../protocol/mod.ts";
import { CpaceExchange, isSameSecret, SHARE_BYTES } from "../../../protocol/password/cpace.ts";
import { normalPassword } from "../../../protocol/password/passwords.ts";
import { loadRistretto, type Ristretto } from "../../../protocol/password/ristretto.ts";
import { GuessBudget, type GuessTurn } from "./guess_budget.ts";

/** Options of {@linkcode PasswordGate}. */
export interface PasswordGateOptions {
  /** What everybody who joins has to know. */
  readonly password: string;
  /** The fingerprint of the server's certificate; nothing if it is not encrypted. */
  readonly fingerprint?: string;
  /** The time, in ms of a clock that nobody sets. */
  readonly now: () => number;
}

/** Who tries. */
export interface Guesser {
  /** The address or network that counts for it. */
  readonly origin: string;
  /**
   * Waits before a guess is judged.
   *
   * @returns Whether the client is still there.
   */
  pause(ms: number): Promise<boolean>;
}

/** One try of a client that proves that it knows the password, and has not said it. */
export interface PasswordExchange {
  /** What the client is sent. */
  readonly share: Uint8Array;
  /**
   * Judges the client's proof.
   *
   * @returns The server's own proof.
   * @throws {ProtocolError} `password-wrong`.
   */
  judge(proof: Uint8Array): Uint8Array;
}

/** What one has to pass to join a server that has a password. */
export class PasswordGate {
  readonly #password: string;
  readonly #channel: Uint8Array;
  readonly #budget: GuessBudget;
  #group?: Promise<Ristretto>;

  /** Closes the gate. */
  constructor({ password, fingerprint = "", now }: PasswordGateOptions) {
    this.#password = normalPassword(password);
    this.#channel = new TextEncoder().encode(fingerprint);
    this.#budget = new GuessBudget(now);
  }

  /**
   * Judges a password that a client says, over an encrypted connection: IRC, plain text, a form.
   *
   * @throws {ProtocolError} `password-wrong`, also if the client has gone meanwhile.
   */
  async check(password: string, guesser: Guesser): Promise<void> {
    const turn = await this.#wait(guesser);
    const said = new TextEncoder().encode(normalPassword(password));
    if (!isSameSecret(new TextEncoder().encode(this.#password), said)) throw wrong();
    turn.giveBack();
  }

  /**
   * Begins an exchange with a client.
   *
   * @param share What the client sent: 32 bytes.
   * @throws {ProtocolError} `password-wrong` if that is no share, or the client has gone meanwhile.
   */
  async begin(share: Uint8Array, guesser: Guesser): Promise<PasswordExchange> {
    const turn = await this.#wait(guesser);
    const group = await (this.#group ??= loadRistretto());
    const exchange = new CpaceExchange({
      group,
      role: "server",
      password: this.#password,
      channel: this.#channel,
      random: randomBytes(SHARE_BYTES),
    });
    const { proof, expected } = finish(exchange, share);
    let isOver = false;
    return {
      share: exchange.share,
      judge: (given) => {
        if (isOver || !isSameSecret(expected, given)) throw wrong();
        isOver = true;
        turn.giveBack();
        return proof;
      },
    };
  }

  async #wait(guesser: Guesser): Promise<GuessTurn> {
    const turn = this.#budget.take(guesser.origin);
    if (turn.ms === 0 || await guesser.pause(turn.ms)) return turn;
    turn.giveBack();
    throw wrong();
  }
}

function finish(exchange: CpaceExchange, share: Uint8Array) {
  try {
    return exchange.finish(share);
  } catch (cause) {
    throw new ProtocolError("password-wrong", "The password could not be checked", { cause });
  }
}

function wrong(): ProtocolError {
  return new ProtocolError("password-wrong", "Wrong password");
}
