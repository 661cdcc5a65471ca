/** The shared folder of a server that has no descriptor left. */
import { assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { commandLine, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const BIG_BYTES = 100_000_000;
const CONNECTIONS = 80;

testWith(
  ["run", "read", "write", "env"],
  "a server out of descriptors lists its files and opens them",
  async () => {
    await using shared = await TempFolder.make({ "a.txt": "here", "big": "" });
    await Deno.truncate(shared.file("big"), BIG_BYTES);
    const command = ["bash", "-c", 'ulimit -n 64; exec "$@"', "bash", ...commandLine()];
    const { server, port } = await serve(["--files", shared.path, "--rate", "0"], { command });
    await using _server = server;
    using alice = await RawClient.join(Number(port), "alice");
    {
      using stack = new DisposableStack();
      for (let i = 0; i < 4; i++) stack.use(await RawDownload.begin(alice, "big"));
      for (let i = 0; i < CONNECTIONS; i++) stack.use(await RawClient.connect(Number(port)));
      for (let i = 0; i < 20; i++) {
        for (const ask of [{ type: "get", name: "a.txt" }, { type: "files" }]) {
          const { error } = await alice.answer(ask);
          assertEquals(error, undefined, ask.type);
        }
      }
    }
  },
  { program: "bash" },
);
