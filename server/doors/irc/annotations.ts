import type { Notice } from "../../../protocol/mod.ts";
import type { MessageTags } from "./message_tags.ts";

/** What a client adds to a text that the room knows nothing of. */
export interface Annotation {
  /** The text it belongs to. */
  readonly text: string;
  /** Which command carries it. */
  readonly command: "PRIVMSG" | "NOTICE";
  /** Tags that other clients are to see. */
  readonly clientTags?: MessageTags;
}

/** Most names whose texts wait for their annotation. */
const MAX_ANNOTATED = 1_000;

/** What clients add to the texts that they are about to say, until the room has passed those on. */
export class Annotations {
  readonly #waiting = new Map<string, Annotation[]>();

  /** Notes what a client adds to the text that it is about to say. */
  add(name: string, annotation: Annotation): void {
    const waiting = this.#waiting.get(name);
    if (waiting) waiting.push(annotation);
    else if (this.#waiting.size < MAX_ANNOTATED) this.#waiting.set(name, [annotation]);
  }

  /** Takes what was added to a message, if anything was. */
  take({ from, text }: Notice<"message">): Annotation | undefined {
    const waiting = this.#waiting.get(from);
    if (waiting?.[0]?.text !== text) return undefined;
    const annotation = waiting.shift();
    if (waiting.length === 0) this.#waiting.delete(from);
    return annotation;
  }

  /** Forgets what somebody added who is gone. */
  forget(name: string): void {
    this.#waiting.delete(name);
  }
}
