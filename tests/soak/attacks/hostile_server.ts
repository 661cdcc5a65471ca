import { encodeMessage, FrameType, type Request } from "../../../protocol/mod.ts";
import { type Answer, FakeChatServer } from "../../helpers/fake_chat_server.ts";
import { commandLine, Program } from "../../helpers/program.ts";
import { TempFolder } from "../../helpers/temp_folder.ts";
import type { Attack } from "./attack.ts";

const PEAK_MB = 300;
/** Drawing one such text takes some megabytes for a moment. */
const DRAWN_PEAK_MB = 500;
const TEXT_CHARS = 65_535;

/** Texts without end to a client in a pipe, where nobody can look anything up. */
export const CLIENT_TEXTS: Attack = {
  name: "client_texts",
  what: `a server sends texts of ${TEXT_CHARS} characters to a client in a pipe`,
  bound: `the client never has more than ${PEAK_MB} MB`,
  run: (scale) => flood(scale === "full" ? 5_000 : 300, PEAK_MB, (args) => args),
};

/** The same to a client on a terminal, which draws them, and keeps 8 MiB for `/history`. */
export const CLIENT_TEXTS_DRAWN: Attack = {
  name: "client_texts_drawn",
  what: `a server sends texts of ${TEXT_CHARS} characters to a client on a terminal`,
  bound: `the client never has more than ${DRAWN_PEAK_MB} MB`,
  missing: () => Deno.build.os === "linux" ? undefined : "needs util-linux's script",
  run: (scale) =>
    flood(scale === "full" ? 1_000 : 40, DRAWN_PEAK_MB, (args) => {
      const command = args.map((word) => `'${word}'`).join(" ");
      return ["script", "-qefc", `exec ${command}`, "/dev/null"];
    }),
};

/** Floods a client with texts, and measures the most memory that it has had. */
async function flood(texts: number, most: number, wrapped: (args: string[]) => string[]) {
  const sent = Promise.withResolvers<void>();
  await using server = new FakeChatServer(greeting(async (_, conn) => {
    for (let seq = 1; seq <= texts; seq++) {
      const text = "\u{1F600}".repeat(TEXT_CHARS);
      const notice = { type: "message", from: "mallory", text, time: 0, seq };
      await conn.write(encodeMessage(FrameType.NOTICE, notice));
    }
    sent.resolve();
  }));
  const connect = [...commandLine(), "connect", "--no-history", "alice"];
  const [command, ...args] = wrapped([...connect, "127.0.0.1", `${server.port}`]);
  const child = new Deno.Command(command!, { args, stdin: "piped", stdout: "null" }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode("/who\r\n"));
  await sent.promise;
  const pid = command === "script" ? await childOf(child.pid) : child.pid;
  const peak = await peakMegabytes(pid);
  child.kill("SIGKILL");
  await child.status;
  await input.close().catch(() => {});
  return { measured: `${peak.toFixed(0)} MB after ${texts} texts`, holds: peak < most };
}

/** A list of files that never ends. */
export const CLIENT_FILE_PAGES: Attack = {
  name: "client_file_pages",
  what: "a server lists files without end to chat get '*'",
  bound: `the client gives up, and never has more than ${PEAK_MB} MB`,
  async run() {
    let pages = 0;
    let peak = 0;
    let pid = 0;
    await using server = new FakeChatServer(greeting(async ({ id, type }, conn) => {
      if (type !== "files") return await conn.ok(id);
      if (pages++ % 100 === 0) peak = Math.max(peak, await peakMegabytes(pid));
      const files = Array.from({ length: 100 }, (_, i) => ({ name: `${pages}-${i}`, size: 1 }));
      await conn.ok(id, { message: "", count: Number.MAX_SAFE_INTEGER, files });
    }));
    await using get = Program.start(["get", "127.0.0.1", `${server.port}`, "*"]);
    pid = get.pid;
    const code = await get.exit();
    const measured = `exit ${code} after ${pages} pages, ${peak.toFixed(0)} MB`;
    return { measured, holds: code === 1 && peak < PEAK_MB };
  },
};

/** A name from which programs read their settings, in the answer to hello. */
export const CLIENT_FOLDER: Attack = {
  name: "client_folder",
  what: "a server greets alice as .ssh, .config, ../up or bob; she gets every file",
  bound: "nothing is written",
  async run() {
    await using home = await TempFolder.make();
    const codes: number[] = [];
    for (const name of [".ssh", ".config", "../up", "bob"]) {
      await using server = new FakeChatServer(async (request, conn) => {
        if (request.type !== "hello") return await conn.ok(request.id);
        await conn.greet(request as Request<"hello">, { name });
      });
      const args = ["get", "--as", "alice", "127.0.0.1", `${server.port}`, "authorized_keys"];
      codes.push((await Program.run(args, "", { cwd: home.path })).code);
    }
    const files = await home.files();
    const measured = `${files.length} files, exit ${codes.join(", ")}`;
    return { measured, holds: files.length === 0 && codes.every((code) => code === 1) };
  },
};

/** Greets, and answers what comes after. */
function greeting(answer: Answer): Answer {
  return async (request, conn) => {
    if (request.type === "hello") await conn.greet(request as Request<"hello">);
    else await answer(request, conn);
  };
}

/** The most memory that a process has ever had, in MB. */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1_000;
}

/** The process that another one has started. */
async function childOf(pid: number): Promise<number> {
  return Number(await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`));
}
