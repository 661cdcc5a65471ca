import { assertEquals } from "@std/assert";
import { whyUnreadable } from "../../../protocol/why_unreadable.ts";
import { pure } from "../../helpers/pure.ts";

pure("why a file is unreadable is told in words, and anything else as the system says it", () => {
  assertEquals(whyUnreadable(new Deno.errors.NotFound("os error 2")), "there is no such file");
  assertEquals(whyUnreadable(new Deno.errors.PermissionDenied("os error 13")), "permission denied");
  assertEquals(whyUnreadable(new Error("the disk is on fire")), "the disk is on fire");
});
