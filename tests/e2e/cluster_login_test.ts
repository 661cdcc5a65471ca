/** `chat serve --cluster` at a NATS server that is encrypted, or asks who one is. */
import { assertEquals, assertMatch } from "@std/assert";
import { makeNatsCredentials } from "../helpers/nats_credentials.ts";
import { NATS_PROGRAM, NatsServer } from "../helpers/nats_server.ts";
import { isInstalled, testWith } from "../helpers/needs.ts";
import { denoRun, Program, type ProgramOptions, ROOT, serve } from "../helpers/program.ts";
import { RoamingGuest } from "../helpers/roaming_guest.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["read", "write", "run", "env"] as const;

/** Joins two servers that are started with these options, and talks from one to the other. */
async function talk(args: readonly string[], options: ProgramOptions = {}): Promise<void> {
  const { server: one, port } = await serve(args, options);
  await using _one = one;
  const { server: two, port: other } = await serve(args, options);
  await using _two = two;
  await using alice = await RoamingGuest.join("alice", Number(port));
  await using bob = await RoamingGuest.join("bob", Number(other));
  await alice.say("hello");
  await bob.hears("hello");
}

testWith(NEEDS, "chat serve --cluster logs in with a name and a password", async () => {
  await using nats = await NatsServer.start({ args: ["-js", "--user", "ann", "--pass", "p@ss"] });
  await talk(["--cluster", nats.url.replace("//", "//ann:p%40ss@")]);
}, NATS_PROGRAM);

testWith(NEEDS, "chat serve --cluster-creds logs in with a credentials file", async () => {
  const { config, creds } = makeNatsCredentials();
  await using folder = await TempFolder.make({ "nats.conf": config, "user.creds": creds });
  const args = ["-js", "--config", folder.file("nats.conf")];
  await using nats = await NatsServer.start({ args });
  await talk(["--cluster", nats.url, "--cluster-creds", folder.file("user.creds")]);
  const { code, errors } = await Program.run(["serve", "--port", "0", "--cluster", nats.url]);
  assertEquals(code, 1);
  assertMatch(errors.join("\n"), /Authorization Violation/i);
}, NATS_PROGRAM);

testWith(NEEDS, "chat serve --cluster tls:// encrypts, and verifies who NATS is", async () => {
  await using folder = await TempFolder.make();
  await makeCertificate(folder);
  const certificate = ["--tlscert", folder.file("nats.pem"), "--tlskey", folder.file("nats.key")];
  await using nats = await NatsServer.start({ args: ["-js", "--tls", ...certificate] });
  const url = nats.url.replace("nats://127.0.0.1", "tls://localhost");
  // With this Deno, whatever CHAT_BIN says: Deno 2.4 does not end such a handshake.
  const command = denoRun(`${ROOT}main.ts`);
  await talk(["--cluster", url], { command, env: { DENO_CERT: folder.file("ca.pem") } });
  const args = ["serve", "--port", "0", "--cluster", url];
  const { code, errors } = await Program.run(args, "", { command });
  assertEquals(code, 1);
  assertMatch(errors.join("\n"), /Cannot reach NATS .*certificate/);
}, isInstalled("openssl") ? NATS_PROGRAM : { program: "openssl" });

testWith(
  NEEDS,
  "chat serve --cluster tls:// says nothing to a NATS that is not encrypted",
  async () => {
    await using nats = await NatsServer.start();
    const url = nats.url.replace("nats:", "tls:");
    const { code, errors } = await Program.run(["serve", "--port", "0", "--cluster", url]);
    assertEquals(code, 1);
    assertMatch(errors.join("\n"), /does not support 'tls'/);
  },
  NATS_PROGRAM,
);

/** Makes an authority, and a certificate of it for localhost. */
async function makeCertificate(folder: TempFolder): Promise<void> {
  await folder.write("names", "subjectAltName=DNS:localhost");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"];
  const commands = [
    ["req", "-x509", ...key, "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test"],
    ["req", ...key, "nats.key", "-out", "nats.csr", "-subj", "/CN=localhost"],
    ["x509", "-req", "-in", "nats.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
      .concat(["-days", "2", "-extfile", "names", "-out", "nats.pem"]),
  ];
  for (const args of commands) {
    const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder.path })
      .output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
  }
}
