import { commandLine } from "../../helpers/program.ts";
import { TempFolder } from "../../helpers/temp_folder.ts";
import type { Attack } from "./attack.ts";
import { Guest, pause } from "./guest.ts";

const DISK_BYTES = 4_194_304;

/** How long the server may take to listen, in ms. */
const PATIENCE_MS = 15_000;

/** A log on a disk that is full for a while. */
export const FULL_DISK: Attack = {
  name: "full_disk",
  what: "the log's disk (4 MiB of tmpfs) is full while clients come and go",
  bound: "the log goes on with whole lines, and says how many are missing",
  missing: canMount,
  async run(scale) {
    await using disk = await TempFolder.make();
    await mount(disk.path);
    try {
      return await logged(disk, scale === "full" ? 20_000 : 300);
    } finally {
      await new Deno.Command("umount", { args: ["-l", disk.path] }).output();
    }
  },
};

async function logged(disk: TempFolder, visitors: number) {
  const log = disk.file("log");
  const filler = disk.file("filler");
  const script = 'log=$1; shift; exec "$@" > "$log"';
  const options = ["serve", "--port", "0", "--host", "127.0.0.1", "--rate", "0"];
  const files = ["--files", disk.file("shared")];
  const child = new Deno.Command("bash", {
    args: ["-c", script, "bash", log, ...commandLine(), ...options, ...files],
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const port = await listening(log);
    await fill(filler);
    for (let i = 0; i < visitors; i += 100) {
      await Promise.all(Array.from({ length: 100 }, () => visit(port)));
    }
    const whileFull = (await Deno.stat(log)).size;
    await Deno.remove(filler);
    for (let tries = 0; tries < 100 && (await Deno.stat(log)).size === whileFull; tries++) {
      await pause(100);
    }
    await visit(port);
    await pause(1_500);
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
  return judge(await Deno.readTextFile(log), visitors);
}

/** Every line whole; those written and those missing are all that there were. */
function judge(text: string, visitors: number) {
  const lines = text.split("\n").slice(0, -1);
  const broken = lines.filter((line) => !/^(\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d \S.*)$/.test(line));
  const missing = lines.flatMap((line) => /(\d+) lines? of the log/.exec(line)?.slice(1) ?? [])
    .map(Number).reduce((sum, count) => sum + count, 0);
  const visits = new Set(lines.filter((line) => /connection from|ended/.test(line))).size;
  const expected = 2 * (visitors + 1);
  return {
    measured: `${lines.length} lines, ${broken.length} broken, ${missing} said to be missing, ` +
      `${expected - visits} are`,
    holds: broken.length === 0 && visits + missing === expected && visits > 2,
  };
}

async function visit(port: number): Promise<void> {
  const guest = await Guest.join(port);
  guest.end();
  await guest.ended();
}

async function listening(log: string): Promise<number> {
  for (let ms = 0; ms < PATIENCE_MS; ms += 50) {
    const text = await Deno.readTextFile(log).catch(() => "");
    const port = /listening on \S+:(\d+)/.exec(text)?.[1];
    if (port) return Number(port);
    await pause(50);
  }
  throw new Error(`The server did not listen within ${PATIENCE_MS / 1_000} s`);
}

/** Leaves no room at all. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    const piece = new Uint8Array(size);
    for (;;) {
      const count = await file.write(piece).catch(() => 0);
      if (count < size) break;
    }
  }
}

async function mount(path: string): Promise<void> {
  const args = ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", path];
  const { success } = await new Deno.Command("mount", { args, stderr: "null" }).output();
  if (!success) throw new Error(`Cannot mount a file system at ${path}`);
}

function canMount(): string | undefined {
  if (Deno.build.os !== "linux") return "needs tmpfs";
  try {
    if (Deno.uid() === 0) return undefined;
  } catch {
    // Not permitted to ask.
  }
  return "needs root, to mount a small file system";
}
