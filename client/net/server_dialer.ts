import { readCertificate } from "../../protocol/tls/certificate.ts";
import { fingerprintOf } from "../../protocol/tls/fingerprint.ts";
import { connectTcp } from "./dial.ts";
import { DialError, type DialFailure } from "./dial_error.ts";
import { DialedWire } from "./dialed_wire.ts";
import { hedge } from "./hedge.ts";
import { plainWire } from "./plain_wire.ts";
import { formatTarget, type Target } from "./target.ts";
import { askForCertificates, encryptByAuthority, encryptPinned } from "./tls/handshake.ts";
import { knownCertificate, type KnownServer } from "./tls/known_servers.ts";
import type { KnownServersFile } from "./tls/known_servers_file.ts";
import { type Expectation, expectationOf, isOnThisMachine } from "./tls/trust.ts";

/** How a server is to be reached. */
export interface ServerDialerOptions {
  /** The server. */
  readonly target: Target;
  /** The fingerprint that its certificate must have. */
  readonly key?: string;
  /**
   * Whether it is to be unencrypted, though it was encrypted before.
   *
   * @default {false}
   */
  readonly plain?: boolean;
  /** Where servers are remembered; without it, none is. */
  readonly known?: KnownServersFile;
  /** Told the fingerprint of a server that is remembered from now on. */
  readonly onRemembered?: (fingerprint: string) => void;
}

/** When to make another handshake with a server on this machine, in ms, and how many to make. */
const HEDGE_AFTER_MS = 5;
const HEDGES = 4;

/** Connects to one server as often as is wanted: encrypted if it is, and only if it is who it was. */
export class ServerDialer {
  readonly #options: ServerDialerOptions;
  /** The server as it is remembered. */
  readonly #place: string;
  readonly #isLoopback: boolean;
  /** What this run has found out, which need not be asked again. */
  #met?: Expectation;

  /** Takes the address; nothing is connected yet. */
  constructor(options: ServerDialerOptions) {
    const { target } = options;
    this.#options = options;
    this.#place = formatTarget(target).toLowerCase();
    this.#isLoopback = isOnThisMachine(target.host);
  }

  /** The server. */
  get target(): Target {
    return this.#options.target;
  }

  /**
   * Connects.
   *
   * @throws {DialError} If that fails, or if the server is not who it should be. Nothing but a
   * handshake was sent to it then.
   */
  async dial(): Promise<DialedWire> {
    const expected = this.#met ?? this.#expect();
    switch (expected.type) {
      case "plain":
        this.#remember(undefined);
        return new DialedWire({ conn: await this.#connect() });
      case "unknown":
        return await this.#ask();
      case "authority":
        return await this.#dialByAuthority();
      case "key":
        if (expected.certificate) return await this.#dialPinned(expected, [expected.certificate]);
        return await this.#dialNamed(expected);
    }
  }

  #expect(): Expectation {
    const { key, plain = false, known } = this.#options;
    const isLoopback = this.#isLoopback;
    return expectationOf({ known: known?.find(this.#place), key, plain, isLoopback });
  }

  #connect(): Promise<Deno.TcpConn> {
    return connectTcp(this.#options.target);
  }

  /** Connects to an unknown server, encrypted or not. */
  async #ask(): Promise<DialedWire> {
    const plain = await plainWire(await this.#connect());
    if (plain) {
      this.#met = undefined;
      return plain;
    }
    const chain = await this.#certificates();
    if (!chain) throw this.#failure({ type: "system", message: "the server hung up" });
    return await this.#meet(chain);
  }

  /** Meets a server for the first time. */
  async #meet(chain: readonly Uint8Array[]): Promise<DialedWire> {
    const fingerprint = fingerprintOf(chain[0]!);
    if (!readCertificate(chain[0]!).isSelfIssued) {
      const conn = await encryptByAuthority(await this.#connect(), this.#options.target.host)
        .catch(() => undefined);
      if (conn) {
        this.#remember({ type: "authority" }, fingerprint);
        this.#met = { type: "authority" };
        return new DialedWire({ conn, fingerprint });
      }
    }
    const wire = await this.#encrypt(chain, fingerprint);
    this.#remember(knownCertificate(chain[0]!), fingerprint);
    return wire;
  }

  /** Connects to a server of which only the fingerprint is known. */
  async #dialNamed(expected: Expectation & { type: "key" }): Promise<DialedWire> {
    const chain = await this.#certificates();
    const fingerprint = chain && fingerprintOf(chain[0]!);
    if (!chain || fingerprint !== expected.fingerprint) {
      throw this.#untrusted(expected, fingerprint);
    }
    const wire = await this.#encrypt(chain, fingerprint);
    this.#remember(knownCertificate(chain[0]!), fingerprint);
    return wire;
  }

  /** Connects to a server whose certificate is known; finds out why, if that fails. */
  async #dialPinned(
    expected: Expectation & { type: "key" },
    chain: readonly Uint8Array[],
  ): Promise<DialedWire> {
    const { fingerprint } = expected;
    try {
      return new DialedWire({ conn: await this.#handshake(chain), fingerprint });
    } catch (cause) {
      if (expected.source === "guess") return await this.#ask();
      const shown = await this.#certificates();
      const fingerprint = shown && fingerprintOf(shown[0]!);
      if (!shown || fingerprint !== expected.fingerprint) {
        throw this.#untrusted(expected, fingerprint);
      }
      if (shown.length > chain.length) return await this.#encrypt(shown, fingerprint);
      throw this.#failed(cause);
    }
  }

  async #dialByAuthority(): Promise<DialedWire> {
    const shown = await this.#certificates();
    if (!shown) throw this.#failure({ type: "not-encrypted", source: "memory" });
    const fingerprint = fingerprintOf(shown[0]!);
    const conn = await this.#connect();
    try {
      const { host } = this.#options.target;
      return new DialedWire({ conn: await encryptByAuthority(conn, host), fingerprint });
    } catch {
      throw this.#failure({ type: "no-authority", shown: fingerprint });
    }
  }

  /** Encrypts, and goes on with the same certificate from now on. */
  async #encrypt(chain: readonly Uint8Array[], fingerprint: string): Promise<DialedWire> {
    try {
      const encrypted = await this.#handshake(chain);
      const [certificate] = chain;
      const source = this.#isLoopback ? "guess" : "memory";
      this.#met = { type: "key", source, fingerprint, certificate };
      return new DialedWire({ conn: encrypted, fingerprint });
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  /**
   * Makes an encrypted connection. On one machine, a handshake often waits 40 ms for an
   * acknowledgement: then another one is faster. A network's own delay prevents that.
   */
  #handshake(chain: readonly Uint8Array[]): Promise<Deno.TlsConn> {
    const attempt = async () => await encryptPinned(await this.#connect(), chain);
    return this.#isLoopback ? hedge(attempt, HEDGE_AFTER_MS, HEDGES) : attempt();
  }

  /** The server's certificates; nothing if it does not speak TLS. */
  async #certificates(): Promise<readonly Uint8Array[] | undefined> {
    const { host } = this.#options.target;
    const answer = await askForCertificates(await this.#connect(), host);
    if (answer.type === "certificates") return answer.chain;
    if (answer.type === "not-tls") return undefined;
    throw this.#failed(new Error(`it refuses TLS 1.2 (alert ${answer.description})`));
  }

  #remember(known: KnownServer | undefined, fingerprint?: string): void {
    this.#options.known?.keep(this.#place, known);
    if (fingerprint !== undefined && !this.#isLoopback) this.#options.onRemembered?.(fingerprint);
  }

  /** Says what is wrong with a server that shows this fingerprint, or none. */
  #untrusted(expected: Expectation & { type: "key" }, shown: string | undefined): DialError {
    const source = expected.source === "option" ? "option" : "memory";
    const { fingerprint } = expected;
    if (shown === undefined) {
      return this.#failure({ type: "not-encrypted", source, expected: fingerprint });
    }
    return this.#failure({ type: "other-key", source, expected: fingerprint, shown });
  }

  #failed(cause: unknown): DialError {
    const message = `it cannot be encrypted: ${reasonOf(cause as Error)}`;
    return this.#failure({ type: "system", message }, { cause });
  }

  #failure(failure: DialFailure, options?: ErrorOptions): DialError {
    return new DialError(failure, this.#options.target, options);
  }
}

/** A certificate by itself can be pinned if it is signed by its own key, else with its authority's. */
function reasonOf({ message }: Error): string {
  if (!message.includes("UnknownIssuer")) return message;
  return "no authority that is known here vouches for its certificate, and the authority's own is " +
    "not in the server's --tls-cert file, where it can be added";
}
