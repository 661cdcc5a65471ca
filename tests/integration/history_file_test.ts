import { assertEquals } from "@std/assert";
import { HistoryFile } from "../../client/screens/terminal/history_file.ts";
import { testWith } from "../helpers/needs.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

testWith(
  ["read", "write"],
  "HistoryFile keeps lines, the latest first, for their owner alone",
  async () => {
    await using folder = await TempFolder.make();
    const path = `${folder.path}/state/chat/history`;
    const history = new HistoryFile(path);
    assertEquals(await history.load(10), []);
    for (const line of ["one", "two\nlines", 'th"ree\u202e']) history.add(line);
    assertEquals(await new HistoryFile(path).load(10), ['th"ree\u202e', "two\nlines", "one"]);
    assertEquals(await new HistoryFile(path).load(2), ['th"ree\u202e', "two\nlines"]);
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  },
);

testWith(
  ["read", "write"],
  "HistoryFile survives what is no history, and places it may not be",
  async () => {
    await using folder = await TempFolder.make();
    const path = `${folder.path}/history`;
    await Deno.writeTextFile(path, '"kept"\n{"no":1}\nnot JSON\n"cut sh');
    assertEquals(await new HistoryFile(path).load(10), ["kept"]);
    const nowhere = new HistoryFile(`${path}/below/a/file`);
    nowhere.add("line");
    assertEquals(await nowhere.load(10), []);
  },
);

testWith(
  ["read", "write"],
  "HistoryFile is cut down when it has grown past a megabyte",
  async () => {
    await using folder = await TempFolder.make();
    const path = `${folder.path}/history`;
    const line = `"${"x".repeat(998)}"\n`;
    await Deno.writeTextFile(path, line.repeat(1_049));
    assertEquals((await new HistoryFile(path).load(10)).length, 10);
    assertEquals((await Deno.stat(path)).size, 10 * line.length);
  },
);
