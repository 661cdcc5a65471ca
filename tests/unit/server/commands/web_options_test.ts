import { assertEquals, assertThrows } from "@std/assert";
import { readWebOptions } from "../../../../server/commands/web_options.ts";
import { pure } from "../../../helpers/pure.ts";

pure("readWebOptions() reads names, or that there is no page", () => {
  assertEquals(readWebOptions({}), { hosts: [] });
  assertEquals(readWebOptions({ "no-web": "true", "web-host": "a" }), false);
  assertEquals(readWebOptions({ "web-host": "Chat.Example.org,b" }), {
    hosts: ["chat.example.org", "b"],
  });
});

pure("readWebOptions() refuses what is no host name", () => {
  for (const name of ["a:80", "http://a", "a b", "-a", "a..b", "*"]) {
    assertThrows(() => readWebOptions({ "web-host": name }), SyntaxError, "received", name);
  }
});
