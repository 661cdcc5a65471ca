import { assertEquals } from "@std/assert";
import { SilenceWatch } from "../../../../client/conversation/silence_watch.ts";
import { GONE_AFTER_MS, PING_AFTER_MS } from "../../../../protocol/mod.ts";
import { pure } from "../../../helpers/pure.ts";

pure("SilenceWatch pings after 30 s of silence and gives up after 60 s more, to the ms", () => {
  const watch = new SilenceWatch(0);
  assertEquals(watch.judge(PING_AFTER_MS - 1), { verdict: "wait", againMs: 1 });
  assertEquals(watch.judge(PING_AFTER_MS), { verdict: "ping", againMs: GONE_AFTER_MS });
  const end = PING_AFTER_MS + GONE_AFTER_MS;
  assertEquals(watch.judge(end - 1), { verdict: "wait", againMs: 1 });
  assertEquals(watch.judge(end).verdict, "gone");
  watch.heard(end);
  assertEquals(watch.judge(end + 1), { verdict: "wait", againMs: PING_AFTER_MS - 1 });
});
