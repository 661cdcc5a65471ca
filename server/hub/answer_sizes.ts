import type { Result } from "../../protocol/mod.ts";
import type { ChatMessage } from "../room/events.ts";

/** About how many bytes a name and a file take in an answer, and a message beside its text. */
const NAME_BYTES = 16;
const FILE_BYTES = 64;
const MESSAGE_BYTES = 100;

/** About how many bytes a long answer takes; 0 for all others. */
export function answerBytes(ok: Result): number {
  if ("names" in ok) return ok.names.length * NAME_BYTES;
  return "files" in ok ? ok.files.length * FILE_BYTES : 0;
}

/** About how many bytes a page of messages takes. */
export function pageBytes(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { text }) => sum + text.length + MESSAGE_BYTES, 0);
}
