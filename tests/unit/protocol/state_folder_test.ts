/** Where the program keeps what outlives a run. */
import { assertEquals } from "@std/assert";
import { stateFolder } from "../../../protocol/state_folder.ts";
import { pure } from "../../helpers/pure.ts";

pure("stateFolder() follows each system's custom", () => {
  const folder = (os: string, env: Record<string, string>) =>
    stateFolder({ os, env: (name) => env[name] });
  assertEquals(folder("linux", { HOME: "/home/a" }), "/home/a/.local/state/chat");
  assertEquals(folder("linux", { HOME: "/home/a", XDG_STATE_HOME: "/s" }), "/s/chat");
  // The specification: a relative path is invalid, and to be ignored.
  assertEquals(folder("darwin", { HOME: "/h", XDG_STATE_HOME: "s" }), "/h/.local/state/chat");
  assertEquals(folder("windows", { LOCALAPPDATA: "C:\\L" }), "C:\\L\\chat");
  assertEquals(folder("linux", {}), undefined);
});
