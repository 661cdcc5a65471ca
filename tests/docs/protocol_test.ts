/** docs/PROTOCOL.md shows a session: these tests make it by running it, and run its client. */
import { assertEquals } from "@std/assert";
import {
  encodeMessage,
  ERROR_CODES,
  type FieldTable,
  type Frame,
  FrameType,
  NOTICES,
  REQUESTS,
  RESULTS,
} from "../../protocol/mod.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { testWith } from "../helpers/needs.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

const PAGE = new URL("../../docs/PROTOCOL.md", import.meta.url);
const NOON = Date.UTC(2026, 10, 21, 12);
const TICKET = "6b9c2f4e-0c1d-4c53-9a55-1f7f0a4b1c11";

testWith(["read", "env"], "PROTOCOL.md shows the session that the server has", async () => {
  await using server = startServer({
    folder: new MemoryFolder({ "hi.txt": new TextEncoder().encode("Hello!\n") }),
    now: () => NOON,
    random: () => TICKET,
  });
  const shown = `${await session(server.port)}\n`;
  const page = await Deno.readTextFile(PAGE);
  const [fence, block] = /```hexdump\n([^`]*)```/.exec(page)!;
  if (shown !== block && Deno.env.get("UPDATE_DOCS")) {
    return await Deno.writeTextFile(PAGE, page.replace(fence, `\`\`\`hexdump\n${shown}\`\`\``));
  }
  assertEquals(block, shown, "run it with UPDATE_DOCS=1 to bring the page up to date");
});

testWith(["read", "run"], "PROTOCOL.md's Python client chats", async () => {
  const program = /```python\n([^`]*)```/.exec(await Deno.readTextFile(PAGE))![1]!;
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  const python = new Deno.Command("python3", {
    args: ["-c", program, "py", "127.0.0.1", `${server.port}`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  assertEquals((await alice.notice()).type, "joined");
  await alice.ok({ type: "say", text: "hello \x1b[31mpy" });
  const input = python.stdin.getWriter();
  await input.write(new TextEncoder().encode("hello alice\n"));
  const said = await alice.notice();
  assertEquals(said.type === "message" && said.text, "hello alice");
  await input.close();
  const { code, stdout } = await python.output();
  assertEquals(code, 0);
  assertEquals(
    new TextDecoder().decode(stdout),
    "Welcome, py! 2 users are online.\npy has joined\nalice: hello [31mpy\n",
  );
}, { program: "python3" });

testWith(
  ["read"],
  "PROTOCOL.md has every request, notice and error, with their fields",
  async () => {
    const page = await Deno.readTextFile(PAGE);
    const asked = rowsOf(page, "| request | fields");
    assertEquals(fieldsIn(asked, 1), REQUESTS as Tables);
    assertEquals(fieldsIn(asked, 2), plain(RESULTS));
    assertEquals(fieldsIn(rowsOf(page, "| notice | fields"), 1), plain(NOTICES));
    const names = (heading: string) => Object.keys(fieldsIn(rowsOf(page, heading), 0)).sort();
    assertEquals(names("| code | means"), Object.keys(ERROR_CODES).sort());
    assertEquals(names("| request | error codes"), Object.keys(REQUESTS).sort());
  },
);

type Tables = Record<string, FieldTable>;

/** Tables with names as strings: what a name is, the page says elsewhere. */
function plain(tables: Tables): Tables {
  return JSON.parse(JSON.stringify(tables).replace(/"name(\[\])?(\??)"(?!:)/g, '"string$1$2"'));
}

/** The cells of the table that begins so, its heading left out. */
function rowsOf(page: string, heading: string): string[][] {
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.replace(/ +/g, " ").startsWith(heading)) + 2;
  const rows = lines.slice(first, lines.indexOf("", first));
  return rows.map((row) => row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
}

/** Field tables as the page has them: the first cell names the message, another one the fields. */
function fieldsIn(rows: readonly string[][], column: number): Tables {
  return Object.fromEntries(rows.map((cells) => {
    const fields = cells[column]!.matchAll(/`(\w+)` ([a-z]+)(\[\])?(\??)/g);
    const table = Array.from(fields, ([, name, kind, many = "", optional = ""]) => {
      const plain = kind === "name" || kind === "text" ? "string" : kind;
      return [name, `${plain}${many}${optional}`];
    });
    return [/`([\w-]+)`/.exec(cells[0]!)![1]!, Object.fromEntries(table)];
  }));
}

/** Alice's side of a short chat and a download, frame by frame. */
async function session(port: number): Promise<string> {
  using chat = new Recorder(await RawClient.connect(port));
  chat.title("Connection 1: a chat");
  await chat.asks({ id: 1, type: "hello", version: 1, name: "alice" });
  await chat.hears(2);
  chat.note("bob joins and says hi");
  using bob = await RawClient.join(port, "bob");
  await chat.hears(1);
  await bob.ok({ type: "say", text: "hi" });
  await chat.hears(1);
  await chat.asks({ id: 2, type: "who" });
  await chat.hears(1);
  await chat.asks({ id: 3, type: "tell", to: "carol", text: "psst" });
  await chat.hears(1);
  await chat.asks({ id: 4, type: "get", name: "hi.txt" });
  await chat.hears(1);
  await download(port, chat);
  chat.title("Connection 1 again");
  await chat.asks({ id: 5, type: "bye" });
  await chat.hears(1);
  assertEquals(await chat.client.frame(), undefined);
  chat.note("the server closes");
  return chat.text.join("\n");
}

async function download(port: number, chat: Recorder): Promise<void> {
  using file = new Recorder(await RawClient.connect(port), chat.text);
  file.title("Connection 2: the download");
  await file.asks({ id: 1, type: "download", version: 1, ticket: TICKET, offset: 0 });
  await file.hearsAll();
}

/** Writes down what goes over a connection. */
class Recorder implements Disposable {
  constructor(readonly client: RawClient, readonly text: string[] = []) {}

  title(title: string): void {
    this.text.push(`${this.text.length > 0 ? "\n" : ""}${title}`);
  }

  note(what: string): void {
    this.text.push(`  (${what})`);
  }

  async asks(request: unknown): Promise<void> {
    const bytes = encodeMessage(FrameType.REQUEST, request);
    await this.client.write(bytes);
    this.#dump("client", bytes);
  }

  async hears(frames: number): Promise<void> {
    for (let i = 0; i < frames; i++) this.#dump("server", whole((await this.client.frame())!));
  }

  async hearsAll(): Promise<void> {
    this.#dump("server", await this.client.rest());
  }

  #dump(who: string, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 16) {
      const row = bytes.subarray(at, at + 16);
      const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
      const ascii = String.fromCharCode(...row).replace(/[^\x20-\x7e]/g, ".");
      this.text.push(`${at === 0 ? who : "      "}  ${hex.padEnd(48)} ${ascii}`);
    }
  }

  [Symbol.dispose](): void {
    this.client[Symbol.dispose]();
  }
}

function whole({ type, payload }: Frame): Uint8Array {
  const bytes = new Uint8Array(5 + payload.length);
  new DataView(bytes.buffer).setUint32(0, 1 + payload.length);
  bytes[4] = type;
  bytes.set(payload, 5);
  return bytes;
}
