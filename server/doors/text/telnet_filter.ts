/**
 * Telnet's options, refused politely, and its commands, ignored.
 *
 * Source: RFC 854, RFC 1143
 *
 * @module
 */

const IAC = 0xff;
const DONT = 0xfe;
const DO = 0xfd;
const WONT = 0xfc;
const WILL = 0xfb;
const SB = 0xfa;
const SE = 0xf0;

/** What each request is refused with. */
const REFUSALS: Readonly<Record<number, number>> = { [DO]: WONT, [WILL]: DONT };

/** Where in a telnet command the bytes that have arrived end. */
type State = "text" | "command" | "option" | "negotiation" | "negotiation-command";

/**
 * Takes telnet's commands out of what a client sends. No text in UTF-8 has the byte FF that they
 * begin with. Each option is refused once: a client that insists is not answered again.
 *
 * @example
 * ```ts
 * import { TelnetFilter } from "./telnet_filter.ts";
 *
 * const filter = new TelnetFilter();
 * filter.take(Uint8Array.of(0xff, 0xf4, 0xff, 0xfd, 0x06, 0x61)); // { text: [0x61], answer: [0xff, 0xfc, 0x06] }
 * ```
 */
export class TelnetFilter {
  #state: State = "text";
  #verb = 0;
  readonly #refused = new Set<number>();

  /**
   * Takes bytes.
   *
   * @returns What of them is text, and what to answer.
   */
  take(chunk: Uint8Array): { text: Uint8Array; answer: Uint8Array } {
    if (this.#state === "text" && !chunk.includes(IAC)) {
      return { text: chunk, answer: new Uint8Array(0) };
    }
    const text: number[] = [];
    const answer: number[] = [];
    for (const byte of chunk) this.#step(byte, text, answer);
    return { text: Uint8Array.from(text), answer: Uint8Array.from(answer) };
  }

  #step(byte: number, text: number[], answer: number[]): void {
    switch (this.#state) {
      case "text":
        if (byte === IAC) this.#state = "command";
        else text.push(byte);
        return;
      case "command":
        return this.#command(byte);
      case "option":
        this.#state = "text";
        return this.#refuse(byte, answer);
      case "negotiation":
        if (byte === IAC) this.#state = "negotiation-command";
        return;
      case "negotiation-command":
        this.#state = byte === SE ? "text" : "negotiation";
    }
  }

  /** FF FF would be a byte FF of text, which no UTF-8 has. */
  #command(byte: number): void {
    this.#verb = byte;
    if (byte >= WILL && byte <= DONT) this.#state = "option";
    else this.#state = byte === SB ? "negotiation" : "text";
  }

  #refuse(option: number, answer: number[]): void {
    const refusal = REFUSALS[this.#verb];
    const key = this.#verb * 256 + option;
    if (refusal === undefined || this.#refused.has(key)) return;
    this.#refused.add(key);
    answer.push(IAC, refusal, option);
  }
}
