import { type ErrorBody, MAX_PAGE_MESSAGES, printed } from "../../../protocol/mod.ts";
import { type Line, out, problem } from "../../session/line.ts";
import { question, show, type Steps } from "../../session/step.ts";
import type { MessengerState } from "./state.ts";
import { tellUser } from "./steps.ts";
import { isPrivate } from "./transcript.ts";

/**
 * Shows the last messages: those to everyone as the room has them, and those of this session to one.
 * Without a connection, or if the server is older, all of it is of this session.
 *
 * @param count How many.
 */
export function showHistory(state: MessengerState, count: number): Steps {
  const own = () => {
    const lines = state.transcript.last(count);
    return lines.length > 0 ? show(...lines) : tellUser`Nothing has been said yet`;
  };
  if (!state.isConnected) return own();
  return question(
    { type: "history", count: Math.min(count, MAX_PAGE_MESSAGES) },
    ({ count: follow, more }) =>
      show(...state.recollections.expect(follow, (lines) => {
        const since = more ? timeOf(lines[0]) : 0;
        const missing = state.transcript.private.filter((line) => timeOf(line) >= since);
        const all = inOrder([...lines, ...missing]).slice(-count);
        return all.length > 0 ? all : [out(printed`Nothing has been said yet`)];
      })),
    { otherwise: orOwn(own) },
  );
}

/** Shows the newest messages with some words in them; as for {@linkcode showHistory}. */
export function showFound(state: MessengerState, text: string): Steps {
  const none = out(printed`No message here has: ${text}`);
  const own = () => {
    const lines = state.transcript.find(text);
    return show(...lines.length > 0 ? lines : [none]);
  };
  const finish = (more: boolean) => (lines: readonly Line[]) => {
    const all = inOrder([...lines, ...state.transcript.find(text).filter(isPrivate)]);
    const newest = out(printed`These are the newest; chat history --find finds older ones`);
    return all.length === 0 ? [none] : [...all, ...more ? [newest] : []];
  };
  const search = (before?: number): Steps =>
    question({ type: "find", text, before }, ({ count, more, reached = Infinity }) =>
      // A server ends a long search early, and is to be asked to go on.
      count === 0 && more && reached < (before ?? Infinity)
        ? search(reached)
        : show(...state.recollections.expect(count, finish(more))), { otherwise: orOwn(own) });
  return state.isConnected ? search() : own();
}

/** What a refusal leads to: a server that knows no such request leaves it to this session. */
function orOwn(own: () => Steps): (error: ErrorBody) => Steps {
  return ({ code, message }) =>
    code === "unknown-request" ? own() : show(problem(printed`${message}`));
}

function inOrder(lines: readonly Line[]): readonly Line[] {
  return lines.toSorted((a, b) => timeOf(a) - timeOf(b));
}

function timeOf(line: Line | undefined): number {
  return line?.about?.time ?? 0;
}
