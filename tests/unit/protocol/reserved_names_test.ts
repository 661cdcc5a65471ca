/** Reserved names: in any case or width, and the marks of the prompt. */
import { assertEquals, assertThrows } from "@std/assert";
import { checkName, checkNotReserved, ProtocolError } from "../../../protocol/mod.ts";
import { pure } from "../../helpers/pure.ts";

pure("checkNotReserved() refuses the names of the program, in any case or width", () => {
  const reserved = [
    "chat",
    "server",
    "everyone",
    "nameless",
    "Chat",
    "SERVER",
    "ｓｅｒｖｅｒ",
    "ⓒhat",
  ];
  for (const name of [...reserved, "a→b", "›", "→everyone"]) {
    const error = assertThrows(
      () => checkNotReserved(checkName(name)),
      ProtocolError,
      undefined,
      name,
    );
    assertEquals(error.code, "name-bad");
  }
  for (const name of ["chatty", "servers", "chat1", "every", "no-one", "a>b".replace(">", "-")]) {
    checkNotReserved(checkName(name));
  }
});
