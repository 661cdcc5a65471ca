/** `chat serve --tls` and `--password`, by the program, and by programs that are not ours. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { ownAddress } from "../helpers/own_address.ts";
import { Program, serve } from "../helpers/program.ts";
import { RecordingProxy } from "../helpers/recording_proxy.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["read", "write", "run", "env"] as const;
const LOOPBACK = "127.0.0.1";
const SECRET = "lamp-river-stone";

/** The program with a state folder of its own for each machine. */
async function machines() {
  const temp = await TempFolder.make({ "shared/hi.txt": "hello\n", password: `${SECRET}\n` });
  const env = (name: string, more: Record<string, string> = {}) => ({
    env: { XDG_STATE_HOME: temp.file(name), ...more },
  });
  const serveWith = (more: Record<string, string>, ...args: readonly string[]) =>
    serve(["--tls", "--files", temp.file("shared"), ...args], env("s", more));
  return {
    temp,
    serveWith,
    serve: (...args: string[]) => serveWith({}, ...args),
    run: (args: string[], input = "") => Program.run(args, input, { ...env("c"), cwd: temp.path }),
    start: (args: string[]) => Program.start(args, { ...env("c"), cwd: temp.path }),
    startWith: (more: Record<string, string>, args: readonly string[]) =>
      Program.start(args, { ...env("c", more), cwd: temp.path }),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

/** Runs another program; returns what it writes. */
async function output(command: string, args: string[], input = ""): Promise<string> {
  const child = new Deno.Command(command, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

/** The fingerprint in the line that a server prints for others. */
function fingerprintIn(server: Program): string {
  return /--key ([0-9A-F:]{95})$/.exec(server.lines.find((line) => line.includes("--key"))!)![1]!;
}

async function fingerprintBySClient(port: string): Promise<string> {
  const shown = await output("openssl", ["s_client", "-connect", `${LOOPBACK}:${port}`]);
  const pem = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/.exec(shown)![0];
  const text = await output("openssl", ["x509", "-noout", "-fingerprint", "-sha256"], pem);
  return text.trim().split("=")[1]!;
}

testWith(
  NEEDS,
  "openssl s_client shows the printed fingerprint, also after a restart",
  async () => {
    await using home = await machines();
    const shown: string[] = [];
    for (let start = 0; start < 2; start++) {
      const { server, port } = await home.serve();
      await using _server = server;
      await server.line(/join with/);
      shown.push(fingerprintIn(server), await fingerprintBySClient(port));
    }
    assertEquals(new Set(shown).size, 1);
  },
  { program: "openssl" },
);

testWith(NEEDS, "who listens in between finds no name, no text and no password", async () => {
  await using home = await machines();
  const file = home.temp.file("password");
  const { server, port } = await home.serve("--password-file", file);
  await using _server = server;
  await using proxy = new RecordingProxy(Number(port));
  const at = [LOOPBACK, `${proxy.port}`, "--password-file", file];
  const { code, errors } = await home.run(["send", "--as", "wilhelmina", ...at, "marmalade"]);
  assertEquals([code, errors], [0, []]);
  const got = await home.run(["get", ...at, "hi.txt"]);
  assertEquals([got.code, await Deno.readTextFile(home.temp.file("guest/hi.txt"))], [0, "hello\n"]);
  assert(proxy.heard.length > 0);
  for (const text of ["wilhelmina", "marmalade", "hello", "hi.txt", SECRET, "lamp"]) {
    assertEquals(proxy.hears(text), false, text);
  }
});

testWith(NEEDS, "a password is in no command line and no log, however it was given", async () => {
  await using home = await machines();
  const file = ["--password-file", home.temp.file("password")];
  const variable = { CHAT_PASSWORD: SECRET };
  const ways = [[file, file, {}], [["--password"], [], variable]] as const;
  for (const [options, given, env] of ways) {
    const { server, port } = await home.serveWith(env, ...options);
    await using _server = server;
    await using alice = home.startWith(env, ["connect", "alice", LOOPBACK, port, ...given]);
    await alice.line("alice has joined");
    for (const line of commandLines()) assert(!line.includes(SECRET), line);
    const stranger = await home.run(["who", LOOPBACK, port]);
    assertEquals(stranger.code, 1);
    assertStringIncludes(
      stranger.errors.join(),
      "asks for a password: give it with --password-file",
    );
    assert(![...server.lines, ...server.errors].join().includes(SECRET));
  }
});

/** The command lines of all processes, where the system shows them. */
function commandLines(): string[] {
  if (Deno.build.os !== "linux") return [];
  const pids = Array.from(Deno.readDirSync("/proc"), ({ name }) => name).filter(Number);
  return pids.map((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`);
    } catch {
      return ""; // It has ended in between.
    }
  });
}

testWith(NEEDS, "--password makes up three words, which let people in", async () => {
  await using home = await machines();
  const { server, port } = await home.serve("--password");
  await using _server = server;
  const line = await server.error(/^chat: the password is /);
  const words = line.split(" ").at(-1)!;
  assert(/^[a-z]+-[a-z]+-[a-z]+$/.test(words), words);
  assert(!server.lines.join().includes(words));
  await home.temp.write("made-up", words);
  const args = ["--password-file", home.temp.file("made-up")];
  assertEquals((await home.run(["who", LOOPBACK, port, ...args])).code, 0);
  await home.temp.write("wrong", `${words}x`);
  const wrong = await home.run(["who", LOOPBACK, port, "--password-file", home.temp.file("wrong")]);
  assertEquals([wrong.code, wrong.errors], [
    1,
    [`chat: ${LOOPBACK}:${port} refused: Wrong password`],
  ]);
});

testWith(
  NEEDS,
  "a password without encryption is wrong usage, except on this machine",
  async () => {
    const { code, errors } = await Program.run(["serve", "--password"]);
    assertEquals(code, 2);
    assertStringIncludes(errors.join(), "A password needs --tls");
    const { server } = await serve(["--password"]);
    await server[Symbol.asyncDispose]();
  },
);

testWith(
  NEEDS,
  "a changed key ends the program with both fingerprints, and hello is not said",
  async () => {
    const host = ownAddress();
    if (host === undefined) return;
    await using home = await machines();
    const { server: first, port } = await home.serve("--host", host);
    {
      await using _first = first;
      await first.line(/join with/);
      assertEquals((await home.run(["who", host, port])).code, 0);
    }
    await Deno.remove(home.temp.file("s/chat/server-identity.pem"));
    const { server: second } = await home.serve("--host", host, "--port", port);
    await using _second = second;
    await second.line(/join with/);
    const { code, errors } = await home.run(["connect", "alice", host, port]);
    assertEquals(code, 1);
    const said = errors.join("\n");
    for (const fingerprint of [fingerprintIn(first), fingerprintIn(second)]) {
      assertStringIncludes(said, fingerprint);
    }
    assertStringIncludes(said, `chat who ${host} ${port} --key ${fingerprintIn(second)}`);
    assert(!second.lines.some((line) => line.includes(" is alice")));
    assertEquals((await home.run(["who", host, port, "--key", fingerprintIn(second)])).code, 0);
    assertEquals((await home.run(["who", host, port])).code, 0);
  },
);

testWith(NEEDS, "--key refuses an openssl server in between", async () => {
  await using home = await machines();
  const { server } = await home.serve();
  await using _server = server;
  await server.line(/join with/);
  const [cert, key] = [home.temp.file("cert.pem"), home.temp.file("key.pem")];
  const subject = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=chat";
  const constraints = ["-addext", "basicConstraints=critical,CA:FALSE"];
  const files = ["-keyout", key, "-out", cert];
  await output("openssl", ["req", "-x509", ...subject.split(" "), ...constraints, ...files]);
  const port = freePort();
  const between = new Deno.Command("openssl", {
    args: ["s_server", "-accept", `${LOOPBACK}:${port}`, "-cert", cert, "-key", key],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = between.stdout.getReader();
  await reader.read(); // ACCEPT: it listens.
  const { code, errors } = await home.run([
    ...["connect", "alice", LOOPBACK, `${port}`, "--key", fingerprintIn(server)],
  ]);
  assertEquals(code, 1);
  assertStringIncludes(errors.join("\n"), "does not have the key that --key asks for");
  between.kill();
  await Promise.all([between.status, between.stdin.close().catch(() => {})]);
  await reader.cancel();
}, { program: "openssl" });

testWith(
  NEEDS,
  "curl gets a file over https, openssl talks IRC and plain text inside TLS",
  async () => {
    await using home = await machines();
    const { server, port } = await home.serve();
    await using _server = server;
    await using alice = home.start(["connect", "alice", LOOPBACK, port]);
    await alice.line("alice has joined");
    const url = `https://${LOOPBACK}:${port}/files/hi.txt`;
    assertEquals(await output("curl", ["--silent", "--insecure", url]), "hello\n");
    const sClient = ["s_client", "-quiet", "-connect", `${LOOPBACK}:${port}`];
    const irc = "NICK carl\r\nUSER carl 0 * :Carl\r\nQUIT :bye\r\n";
    assertStringIncludes(await output("openssl", sClient, irc), " 001 carl ");
    await alice.line("carl has left");
  },
  { program: "openssl" },
);

function freePort(): number {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  return listener.addr.port;
}
