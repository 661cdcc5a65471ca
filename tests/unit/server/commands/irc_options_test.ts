/** The options that say what IRC clients see. */
import { assertEquals, assertRejects } from "@std/assert";
import { readIrcOptions } from "../../../../server/commands/irc_options.ts";
import { pure } from "../../../helpers/pure.ts";

pure("readIrcOptions() takes the name of a server, and no other text", async () => {
  assertEquals(await readIrcOptions({}), { serverName: undefined, operator: undefined });
  assertEquals(
    (await readIrcOptions({ "irc-name": "My.Little-1.Server" })).serverName,
    "My.Little-1.Server",
  );
  for (const name of ["", ".", "a b", "a..b", "é", ":a", "x".repeat(64)]) {
    await assertRejects(() => readIrcOptions({ "irc-name": name }), SyntaxError, "--irc-name");
  }
});
