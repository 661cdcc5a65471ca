/** What the server shares from a real disk, and what it does not. */
import { assert, assertEquals } from "@std/assert";
import type { ProtocolError } from "../../protocol/mod.ts";
import { DiskFolder } from "../../server/files/disk_folder.ts";
import { testWith } from "../helpers/needs.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

const NEEDS = ["read", "write"] as const;

/** What opening a file comes to: its size, or the code it is refused with. */
async function outcome(folder: DiskFolder, name: string): Promise<number | string> {
  try {
    using file = await folder.open(name);
    return file.size;
  } catch (error) {
    return (error as ProtocolError).code ?? `${error}`;
  }
}

testWith(
  NEEDS,
  "regular files are listed by relative path, sorted, and can be opened",
  async () => {
    await using disk = await TempFolder.make({
      "b.txt": "22",
      "a.txt": "1",
      "sub/deep/c d.txt": "333",
    });
    const folder = await DiskFolder.open(disk.path);
    assertEquals(await folder.list(), [
      { name: "a.txt", size: 1 },
      { name: "b.txt", size: 2 },
      { name: "sub/deep/c d.txt", size: 3 },
    ]);
    for (const { name, size } of await folder.list()) {
      assertEquals(await outcome(folder, name), size);
    }
  },
);

testWith(NEEDS, "no name leads out of the shared folder, or to what is hidden in it", async () => {
  await using outside = await TempFolder.make({ "secret.txt": "no" });
  await using disk = await TempFolder.make({
    "a.txt": "yes",
    ".hidden": "no",
    ".git/config": "no",
    "sub/.env": "no",
    "sub/b.txt": "yes",
  });
  const up = `../${outside.path.split("/").at(-1)}/secret.txt`;
  const folder = await DiskFolder.open(disk.path);
  for (
    const name of [
      up,
      `sub/../${up}`,
      `${outside.path}/secret.txt`,
      `/${disk.path}/a.txt`,
      "/etc/passwd",
      "c:/a.txt",
      "C:a.txt",
      "..",
      ".",
      "",
      "/",
      "./a.txt",
      "sub/../a.txt",
      "sub//b.txt",
      "a.txt/",
      "a.txt/..",
      "sub\\b.txt",
      "..\\a.txt",
      "a.txt\0.png",
      "a.txt\0",
      ".hidden",
      ".git/config",
      "sub/.env",
      "sub",
      "no.txt",
      "%2e%2e/secret.txt",
      `${"../".repeat(30)}etc/passwd`,
      "a".repeat(100_000),
    ]
  ) {
    assertEquals(await outcome(folder, name), "no-such-file", name.slice(0, 100));
  }
  assertEquals((await folder.list()).map(({ name }) => name), ["a.txt", "sub/b.txt"]);
});

testWith(
  ["read", "write"],
  "links are followed inside the shared folder, and no further",
  async () => {
    await using outside = await TempFolder.make({ "secret.txt": "no", "dir/x.txt": "no" });
    await using disk = await TempFolder.make({
      "a.txt": "yes",
      ".hidden": "no",
      "sub/b.txt": "yes!",
    });
    for (
      const [from, to] of [
        ["inside.txt", "a.txt"],
        ["outside.txt", outside.file("secret.txt")],
        ["relative.txt", `../${outside.path.split("/").at(-1)}/secret.txt`],
        ["folder", outside.file("dir")],
        ["chain.txt", "outside.txt"],
        ["nowhere.txt", "gone.txt"],
        ["loop.txt", "loop.txt"],
        ["unhidden.txt", ".hidden"],
        ["self", "."],
      ] as const
    ) {
      await Deno.symlink(to, disk.file(from));
    }
    const folder = await DiskFolder.open(disk.path);
    assertEquals((await folder.list()).map(({ name }) => name), [
      "a.txt",
      "inside.txt",
      "sub/b.txt",
    ]);
    assertEquals(await outcome(folder, "inside.txt"), 3);
    const refused = ["outside.txt", "relative.txt", "folder/x.txt", "chain.txt", "nowhere.txt"];
    for (const name of [...refused, "loop.txt", "unhidden.txt", "self"]) {
      assertEquals(await outcome(folder, name), "no-such-file", name);
    }
  },
);

testWith(NEEDS, "what is not listed cannot be opened: files through links to folders", async () => {
  await using disk = await TempFolder.make({ "a.txt": "yes", "sub/b.txt": "yes!" });
  for (const [from, to] of [["self", "."], ["sub/up", ".."], ["also", "sub"]] as const) {
    await Deno.symlink(to, disk.file(from));
  }
  await Deno.symlink("../a.txt", disk.file("sub/link.txt"));
  const folder = await DiskFolder.open(disk.path);
  const names = (await folder.list()).map(({ name }) => name);
  assertEquals(names, ["a.txt", "sub/b.txt", "sub/link.txt"]);
  const hidden = ["self/a.txt", "self/self/a.txt", "sub/up/a.txt", "also/b.txt", "also/link.txt"];
  for (const name of hidden) assertEquals(await outcome(folder, name), "no-such-file", name);
  assertEquals(await outcome(folder, "sub/link.txt"), 3);
});

testWith(NEEDS, "files are streamed by range", async () => {
  await using disk = await TempFolder.make({ "a.txt": "0123456789" });
  const folder = await DiskFolder.open(disk.path);
  for (const [offset, end] of [[0, 10], [3, 7], [0, 0], [10, 10], [9, undefined]] as const) {
    using file = await folder.open("a.txt");
    const text = await new Response(file.stream(offset, end)).text();
    assertEquals(text, "0123456789".slice(offset, end));
  }
  using file = await folder.open("a.txt");
  await Deno.truncate(disk.file("a.txt"), 5);
  const error = await new Response(file.stream(3, 7)).text().catch((error) => error);
  assertEquals(error.message, "The file became 2 bytes shorter");
});

testWith(
  ["read", "write", "run"],
  "pipes, sockets and devices are no files, and block nothing",
  async () => {
    await using disk = await TempFolder.make({ "a.txt": "yes" });
    const run = (command: string, ...args: string[]) =>
      new Deno.Command(command, { args }).output();
    await run("mkfifo", disk.file("pipe"));
    await run("mknod", disk.file("zero"), "c", "1", "5"); // Only root can; others try a pipe less.
    using _socket = Deno.listen({ transport: "unix", path: disk.file("socket") });
    await Deno.symlink("/dev/zero", disk.file("link"));
    await using server = startServer({ folder: await DiskFolder.open(disk.path) });
    using alice = await RawClient.join(server.port, "alice");
    for (const name of ["pipe", "zero", "socket", "link"]) {
      assertEquals(await alice.refusal({ type: "get", name }), "no-such-file", name);
    }
    const { files } = await alice.ok({ type: "files" });
    assertEquals(files, [{ name: "a.txt", size: 3 }]);
    const refused = server.events.filter((event) => event.type === "refused");
    assertEquals(refused.map(({ reason }) => reason), [
      "No such file: pipe",
      "No such file: zero",
      "No such file: socket",
      "No such file: link",
    ]);
  },
  { program: "mkfifo" },
);

testWith(NEEDS, "what a name stands for is judged anew each time, by what was opened", async () => {
  await using outside = await TempFolder.make({ "secret.txt": "no" });
  await using disk = await TempFolder.make({ "a.txt": "yes" });
  const folder = await DiskFolder.open(disk.path);
  using opened = await folder.open("a.txt");
  await Deno.remove(disk.file("a.txt"));
  await Deno.symlink(outside.file("secret.txt"), disk.file("a.txt"));
  assertEquals(await outcome(folder, "a.txt"), "no-such-file");
  const bytes = await new Response(opened.stream(0)).text();
  assertEquals(bytes, "yes", "what was opened before stays what it was");
});

testWith(NEEDS, "a version tells one content from another", async () => {
  await using disk = await TempFolder.make({ "a.txt": "one" });
  const folder = await DiskFolder.open(disk.path);
  const version = async () => {
    using file = await folder.open("a.txt");
    return file.version;
  };
  const first = await version();
  assertEquals(await version(), first);
  await Deno.utime(disk.file("a.txt"), 1, 1);
  const touched = await version();
  assert(touched !== first);
  await disk.write("b.txt", "two");
  await Deno.utime(disk.file("b.txt"), 1, 1);
  await Deno.rename(disk.file("b.txt"), disk.file("a.txt"));
  assert(await version() !== touched, "same size and time, another file");
});

testWith(
  NEEDS,
  "a folder that is gone is unavailable; a shared folder is made if missing",
  async () => {
    await using disk = await TempFolder.make();
    const folder = await DiskFolder.open(disk.file("new/shared"));
    assertEquals(await folder.list(), []);
    await Deno.remove(disk.file("new"), { recursive: true });
    const error = await folder.list().catch((error) => error);
    assertEquals(error.code, "files-unavailable");
    await disk.write("file", "");
    const cannot = await DiskFolder.open(disk.file("file")).catch((error) => error);
    assertEquals(cannot.message.startsWith(`Cannot share ${disk.file("file")}: `), true);
  },
);
