import { ProtocolError } from "./errors.ts";
import type { Name } from "./names.ts";

/** Names that the server and the clients use for themselves. */
const RESERVED: ReadonlySet<string> = new Set(["chat", "server", "everyone", "nameless"]);

/** Characters of the prompt `alice → bob ›`. */
const PROMPT_MARKS = /[→›]/u;

/**
 * Checks that a name cannot be taken for the server, for everyone, or for a prompt.
 *
 * @param name A name that keeps the other rules.
 * @throws {ProtocolError} `name-bad` if it is one of `chat`, `server`, `everyone` and `nameless`, in
 * any case or width, or holds `→` or `›`.
 */
export function checkNotReserved(name: Name): void {
  if (PROMPT_MARKS.test(name)) {
    throw new ProtocolError("name-bad", "A name has neither → nor ›: the prompt uses them");
  }
  if (RESERVED.has(name.normalize("NFKC").toLowerCase())) {
    throw new ProtocolError("name-bad", `The name ${name} is reserved`);
  }
}
