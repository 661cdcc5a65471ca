import { assertEquals } from "@std/assert";
import { digestOf, Outcomes } from "../../../../server/room/outcomes.ts";
import type { Request } from "../../../../protocol/mod.ts";
import { pure } from "../../../helpers/pure.ts";

const say = (id: number): Request => ({ type: "say", id, text: "hello" });

pure("Outcomes knows nothing of what was asked before the client was forgotten", () => {
  const outcomes = new Outcomes("10.0.0.1");
  outcomes.forgetBefore(5);
  assertEquals(outcomes.repeated(say(4)), undefined);
  outcomes.note({ id: 6, digest: digestOf(say(6)) });
  outcomes.resume();
  const reply = outcomes.repeated(say(4));
  assertEquals(reply && "error" in reply && reply.error.code, "outcome-unknown");
  assertEquals(outcomes.repeated(say(6)), { id: 6, ok: {} });
  assertEquals(outcomes.repeated(say(7)), undefined);
});
