import {
  ANSWER_TIMEOUT_MS,
  type Ask,
  checkResult,
  encodeMessage,
  FrameType,
  isSameName,
  printable,
  type RawReply,
  type Result,
} from "../../protocol/mod.ts";
import { FinalError } from "../net/final_error.ts";
import type { Clock } from "./clock.ts";
import { Connection, type Incoming, type Wire } from "./connection.ts";
import { type ConnectionEnd, explain } from "./connection_end.ts";

/** Options of {@linkcode Opening}. */
export interface OpeningOptions {
  /** What the server is called when the user is told of it. */
  where: string;
  /** The connection; owned by the opening from here on. */
  wire: Wire;
  /** The time and its alarms. */
  clock: Clock;
  /** How long the server may take to answer, in ms. */
  answerMs: number;
  /** Makes the request to open with. */
  hello: () => Ask<"hello"> & { readonly id: number };
  /** Whether to go on without a name if the name is refused. */
  mayBeNameless: boolean;
  /** Whether the client has asked for this name and not been answered: it may have it by now. */
  hasAskedFor: (name: string) => boolean;
  /** Takes the answer to hello, as it arrives. */
  onGreeted: (result: Result<"hello">) => void;
  /** Takes all else that arrives. */
  receiver: Incoming;
}

/** Codes by which a server refuses a name. */
const NAME_CODES: ReadonlySet<string> = new Set(["name-taken", "name-bad"]);

/** The beginning of a conversation on one connection: hello, and the answer. */
export class Opening {
  /** The connection. */
  readonly connection: Connection;
  readonly #options: OpeningOptions;
  readonly #greeted = Promise.withResolvers<void>();
  #hello?: Ask<"hello"> & { readonly id: number };

  /** Takes a fresh connection. */
  constructor(options: OpeningOptions) {
    this.#options = options;
    this.connection = new Connection(options.wire, options.clock);
  }

  /**
   * Says hello.
   *
   * @returns Once that is answered: what will tell why the connection is over.
   * @throws {Error} If there is no answer, or a refusal; a {@linkcode FinalError} if another try
   * would end the same way.
   */
  async begin(): Promise<{ over: Promise<ConnectionEnd> }> {
    const { where, clock, answerMs, receiver } = this.#options;
    const late = Promise.withResolvers<never>();
    const text = `No answer from ${where} within ${ANSWER_TIMEOUT_MS / 1000} s`;
    const cancel = clock.after(answerMs, () => late.reject(new Error(text)));
    const over = this.connection.read({ ...receiver, reply: (reply) => this.#take(reply) });
    const failed = over.then((ending) => {
      throw explain(where, ending);
    });
    try {
      this.#sayHello(this.#options.hello());
      await Promise.race([this.#greeted.promise, failed, late.promise]);
      return { over };
    } catch (error) {
      this.connection.close();
      await over;
      throw error;
    } finally {
      failed.catch(() => {});
      cancel();
    }
  }

  #sayHello(hello: Ask<"hello"> & { readonly id: number }): void {
    this.#hello = hello;
    this.connection.send(encodeMessage(FrameType.REQUEST, hello));
  }

  #take(reply: RawReply): void {
    const asked = this.#hello;
    if (!asked || reply.id !== asked.id) return this.#options.receiver.reply(reply);
    this.#hello = undefined;
    const { where, mayBeNameless, hello, onGreeted } = this.#options;
    if (reply.ok) {
      const result = checkResult("hello", reply.ok);
      if (!this.#mayBe(result.name, asked.name)) {
        return this.#greeted.reject(misnamed(where, result.name, asked.name));
      }
      onGreeted(result);
      return this.#greeted.resolve();
    }
    const { code, message } = reply.error!;
    if (mayBeNameless && NAME_CODES.has(code)) {
      return this.#sayHello({ ...hello(), name: undefined });
    }
    this.#greeted.reject(
      new FinalError(`${where} refused: ${printable(message)}`, { cause: reply.error }),
    );
  }

  /** Tells whether the server may say that the client has this name: nobody else chooses it. */
  #mayBe(name: string | undefined, asked: string | undefined): boolean {
    const { mayBeNameless, hasAskedFor } = this.#options;
    if (name === undefined) return asked === undefined || mayBeNameless;
    return (asked !== undefined && isSameName(name, asked)) || hasAskedFor(name);
  }
}

function misnamed(where: string, name = "no name", asked = "no name"): FinalError {
  return new FinalError(`${where} answered with ${printable(name)}, not ${printable(asked)}`);
}
