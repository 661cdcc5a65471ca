/** A local user swaps files of a running server's folder for pipes and links. */
import { assert, assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { ROOT, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { Swapper } from "../helpers/swapper.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const TRIES = 500;

/** With this Deno, whatever CHAT_BIN says: Deno 2.4 waits for the writers of pipes. */
const COMMAND = [Deno.execPath(), "run", "--quiet", "--cached-only", "--allow-all"];

/** Downloads a file; returns what it holds, or the code that it is refused with. */
async function fetch(chat: RawClient, name: string): Promise<string> {
  const { ok, error } = await chat.answer({ type: "get", name });
  if (error) return error.code;
  const { port } = chat.conn.remoteAddr as Deno.NetAddr;
  using download = await RawDownload.connect(port, ok!.ticket);
  const reply = await download.reply();
  if (reply.error) return reply.error.code;
  return new TextDecoder().decode(await download.bytes(reply.ok!.size as number));
}

testWith(
  ["run", "read", "write", "env"],
  "swapped pipes and links serve nothing else, hang nothing, and do not keep the server from ending",
  async () => {
    await using outside = await TempFolder.make({ "f.txt": "secret" });
    await using shared = await TempFolder.make({
      "a.txt": "a",
      "f.txt": "ours",
      "sub/f.txt": "ours",
    });
    await new Deno.Command("mkfifo", { args: [shared.file("pipe")] }).output();
    await Deno.symlink(outside.path, shared.file("link"));
    const { server, port } = await serve(["--files", shared.path, "--rate", "0"], {
      command: [...COMMAND, `${ROOT}main.ts`],
    });
    await using _server = server;
    using alice = await RawClient.join(Number(port), "alice");
    await using _files = await Swapper.begin(shared.file("f.txt"), shared.file("pipe"));
    await using _folders = await Swapper.begin(shared.file("sub"), shared.file("link"));
    const allowed = ["ours", "no-such-file"];
    for (let i = 0; i < TRIES; i++) {
      const [file, within] = [await fetch(alice, "f.txt"), await fetch(alice, "sub/f.txt")];
      assert(allowed.includes(file) && allowed.includes(within), `${file}, ${within}`);
    }
    assertEquals(await fetch(alice, "a.txt"), "a");
    server.kill("SIGTERM");
    assertEquals(await server.exit(), 0);
  },
  { program: "mkfifo" },
);
