import type { Outgoing } from "./outgoing.ts";

/** Writes a message, with what connects it to a command. */
export type WriteAnswer = (
  message: Outgoing,
  connection: { readonly label?: string; readonly batch?: string },
) => void;

/**
 * The answer to a labelled command: one message has the label, several are a batch that has it, and
 * none is `ACK`. It holds back one message at most.
 *
 * Source: https://ircv3.net/specs/extensions/labeled-response
 */
export class LabelScope {
  readonly #label: string;
  readonly #batch: string;
  readonly #write: WriteAnswer;
  #held?: Outgoing;
  #state: "empty" | "one" | "batch" | "own-batch" = "empty";

  /**
   * Begins an answer.
   *
   * @param label The label, as the client chose it.
   * @param batch A name for the batch that no other batch of the client has.
   */
  constructor(label: string, batch: string, write: WriteAnswer) {
    this.#label = label;
    this.#batch = batch;
    this.#write = write;
  }

  /** Takes a message of the answer. */
  send(message: Outgoing): void {
    if (this.#state === "empty") return this.#first(message);
    if (this.#state === "one") this.#open();
    this.#write(message, this.#state === "batch" ? { batch: this.#batch } : {});
  }

  /** Ends the answer. */
  end(): void {
    if (this.#state === "empty") {
      this.#write({ command: "ACK", params: [] }, { label: this.#label });
    }
    if (this.#state === "one") this.#write(this.#held!, { label: this.#label });
    if (this.#state === "batch") this.#write({ command: "BATCH", params: [`-${this.#batch}`] }, {});
  }

  /** An answer that is a batch already has the label itself. */
  #first(message: Outgoing): void {
    this.#held = message;
    this.#state = message.command === "BATCH" ? "own-batch" : "one";
    if (this.#state === "own-batch") this.#write(message, { label: this.#label });
  }

  #open(): void {
    const start = { command: "BATCH", params: [`+${this.#batch}`, "labeled-response"] };
    this.#write(start, { label: this.#label });
    this.#write(this.#held!, { batch: this.#batch });
    this.#state = "batch";
  }
}
