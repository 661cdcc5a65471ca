/**
 * Sentences for events, used by every dialect that has none of its own.
 *
 * @module
 */
import { type Ask, type Printable, printed } from "../../../protocol/mod.ts";
import type { ClientEvent } from "../../session/events.ts";
import { type Line, note, problem } from "../../session/line.ts";
import { endSentence } from "./connection_words.ts";
import { downloadLine, type GoOn } from "./download_words.ts";

/**
 * Describes an event.
 *
 * @param event What happened.
 * @param goOn Says how to continue an unfinished download; by default, with `/get`.
 * @returns No lines for events that each dialect shows itself: messages, and who joins and leaves.
 */
export function eventLines(event: ClientEvent, goOn: GoOn = (name) => `/get ${name}`): Line[] {
  switch (event.type) {
    case "lost":
      return [
        problem(endSentence(event.end, event.target)),
        note(retrySentence(event.interactive)),
      ];
    case "back":
      return backLines(event);
    case "over":
      return [problem(endSentence(event.end, event.target))];
    case "slowed":
      return [
        problem(
          printed`you send too fast: the server reads ${event.rate} messages a second from you`,
        ),
      ];
    case "refused":
      return [problem(printed`${event.error.message}`)];
    case "undelivered":
      return [problem(undeliveredSentence(event.ask, event.error))];
    case "offline":
      return [problem(printed`There is no connection; try that when it is back`)];
    case "fault":
      return [problem(printed`${event.message}`)];
    case "downloaded":
    case "failed":
    case "resumed":
    case "restarted":
    case "busy":
    case "running":
    case "part-wrong":
    case "part-foreign":
    case "not-running":
      return [downloadLine(event, goOn)];
    default:
      return [];
  }
}

/** Says that a message was not delivered, and why. */
export function undeliveredSentence(ask: Ask, { message }: { message: string }): Printable {
  const text = "text" in ask ? printed`: ${ask.text}` : "";
  const to = ask.type === "tell" ? printed` to ${ask.to}` : "";
  return printed`Not delivered${to}${text} (${message})`;
}

function retrySentence(interactive: boolean): Printable {
  return interactive ? printed`Connecting again; Enter tries at once` : printed`Connecting again`;
}

function backLines(
  { resumed, missed, older, lostName }: Extract<ClientEvent, { type: "back" }>,
): Line[] {
  const lines = [note(printed`Connected again`)];
  if (!resumed) lines.push(note(printed`Messages may be missing: the server has forgotten you`));
  if (older) lines.push(note(printed`Some of the messages you missed are no longer kept`));
  if (missed > 0) {
    lines.push(
      note(missed === 1 ? printed`You missed 1 message` : printed`You missed ${missed} messages`),
    );
  }
  if (lostName !== undefined) {
    lines.push(problem(printed`Somebody else is ${lostName} now; you have no name. Take another`));
  }
  return lines;
}
