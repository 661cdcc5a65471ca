/** The server's certificate in its file, and what OpenSSL says of it. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fingerprintOf } from "../../protocol/tls/fingerprint.ts";
import { fromPem } from "../../protocol/tls/pem.ts";
import { givenIdentity, keptIdentity } from "../../server/net/tls/identity_file.ts";
import { testWith } from "../helpers/needs.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const FILES = ["read", "write"] as const;
const PROGRAMS = [...FILES, "run"] as const;

async function openssl(...args: string[]): Promise<string> {
  const command = new Deno.Command("openssl", { args, stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(success, true, new TextDecoder().decode(stderr));
  return text;
}

testWith(FILES, "keptIdentity() makes the key once, for its owner alone", async () => {
  await using temp = await TempFolder.make();
  const { path: folder } = temp;
  const home = `${folder}/state/chat`;
  const first = await keptIdentity(home, NOW);
  assertEquals(await keptIdentity(home, NOW + 1), first);
  const [entry, ...others] = Array.from(Deno.readDirSync(home));
  assertEquals([entry?.name, others], ["server-identity.pem", []]);
  if (Deno.build.os === "windows") return;
  assertEquals(Deno.statSync(`${home}/server-identity.pem`).mode! & 0o777, 0o600);
});

testWith(FILES, "keptIdentity() is the same for servers that start at once", async () => {
  await using temp = await TempFolder.make();
  const { path: folder } = temp;
  const all = await Promise.all(Array.from({ length: 8 }, () => keptIdentity(folder, NOW)));
  assertEquals(new Set(all.map(({ fingerprint }) => fingerprint)).size, 1);
  assertEquals(new Set(all.map(({ key }) => key)).size, 1);
});

testWith(FILES, "keptIdentity() makes no other key in place of a broken file", async () => {
  await using temp = await TempFolder.make();
  const { path: folder } = temp;
  await Deno.writeTextFile(`${folder}/server-identity.pem`, "broken");
  const error = await assertRejects(() => keptIdentity(folder, NOW), Error);
  assertStringIncludes(error.message, "server-identity.pem: no certificate in PEM");
  assertStringIncludes(error.message, "Restore it, or delete it to make another key");
  assertEquals(await Deno.readTextFile(`${folder}/server-identity.pem`), "broken");
});

testWith(PROGRAMS, "openssl verifies the certificate, and shows the fingerprint", async () => {
  await using temp = await TempFolder.make();
  const { path: folder } = temp;
  const { cert, fingerprint } = await keptIdentity(folder, NOW);
  const file = `${folder}/cert.pem`;
  await Deno.writeTextFile(file, cert);
  assertStringIncludes(
    await openssl("verify", "-x509_strict", "-verify_hostname", "chat", "-CAfile", file, file),
    "OK",
  );
  const shown = await openssl("x509", "-in", file, "-noout", "-fingerprint", "-sha256");
  assertEquals(shown.trim().split("=")[1], fingerprint);
  const about = await openssl("x509", "-in", file, "-noout", "-subject", "-enddate");
  assertStringIncludes(about, "CN = chat");
  assertStringIncludes(about, "Dec 31 23:59:59 9999 GMT");
}, { program: "openssl" });

for (const kind of ["-newkey ec -pkeyopt ec_paramgen_curve:P-256", "-newkey rsa:2048"]) {
  testWith(PROGRAMS, `givenIdentity() takes files made by openssl ${kind}`, async () => {
    await using temp = await TempFolder.make();
    const { path: folder } = temp;
    const [certFile, keyFile] = [`${folder}/cert.pem`, `${folder}/key.pem`];
    const make = (constraints: string) =>
      openssl(
        ...`req -x509 ${kind} -nodes -subj /CN=example.org -keyout ${keyFile} -out ${certFile}`
          .split(" "),
        ...["-addext", `basicConstraints=critical,CA:${constraints}`],
      );
    await make("FALSE");
    const { cert, fingerprint } = await givenIdentity(certFile, keyFile);
    assertEquals(fingerprint, fingerprintOf(fromPem("CERTIFICATE", cert)[0]!));
    await make("TRUE");
    await assertRejects(() => givenIdentity(certFile, keyFile), Error, "CA:TRUE");
    await assertRejects(() => givenIdentity(keyFile, certFile), Error, "no certificate in PEM");
    await assertRejects(() => givenIdentity(`${folder}/none`, keyFile), Error, "none");
  }, { program: "openssl" });
}
