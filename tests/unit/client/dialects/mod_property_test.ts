/** What holds for whatever is typed. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../helpers/fast_check.ts";
import type { Steps } from "../../../../client/session/step.ts";
import { createChatroom } from "../../../../client/dialects/chatroom.ts";
import { createMultiuser } from "../../../../client/dialects/multiuser.ts";
import {
  checkName,
  checkText,
  encodeMessage,
  FrameType,
  parseRequest,
} from "../../../../protocol/mod.ts";
import { linesIn } from "../../../helpers/steps.ts";
import { ANY_TEXT } from "../../../helpers/any_text.ts";
import { pure } from "../../../helpers/pure.ts";

/** What looks like a command more often than chance would have it. */
const VERBS = ["NAME", "GET_NAMES", "MSG", "EXIT", "login", "list", "sendto", "logout", "exit"];
const LINE = fc.oneof(
  ANY_TEXT,
  fc.tuple(fc.constantFrom(...VERBS), fc.constantFrom("", " ", "  ", "\t"), ANY_TEXT)
    .map((parts) => parts.join("")),
  fc.tuple(fc.constantFrom(...VERBS), ANY_TEXT, ANY_TEXT).map((parts) => parts.join(" ")),
);

pure(
  "any line makes a dialect do one thing: ask the server, print one line, leave, or nothing",
  () => {
    for (const dialect of [createChatroom(), createMultiuser()]) {
      fc.assert(fc.property(LINE, (line) => {
        const steps = dialect.read(line);
        assert(steps.length === 1 || (steps.length === 0 && line.trim() === ""));
        assert(linesIn(steps).length <= 1);
        for (const step of steps) {
          if (step.type !== "ask") continue;
          parseRequest(encodeMessage(FrameType.REQUEST, { id: 1, ...step.ask }).slice(5));
        }
      }));
    }
  },
);

pure("chatroom's own checks refuse nothing that the server would take", () => {
  const chatroom = createChatroom();
  fc.assert(fc.property(ANY_TEXT, ANY_TEXT, (name, text) => {
    const refused = refusal(chatroom.read(`login ${name}`));
    if (refused) assertEquals([refused, isRefused(checkName, name)], ["Bad username", true]);
    if (name.includes(" ")) return;
    const notSent = refusal(chatroom.read(`sendto ${name} ${text}`));
    if (notSent === "Bad message") assert(isRefused(checkText, text));
    if (notSent === "Bad username") {
      assert(isRefused(checkName, name) || isRefused(checkText, text));
    }
  }));
});

function refusal(steps: Steps): string | undefined {
  return linesIn(steps)[0]?.text;
}

function isRefused(check: (value: string) => string, value: string): boolean {
  try {
    check(value);
    return false;
  } catch {
    return true;
  }
}
