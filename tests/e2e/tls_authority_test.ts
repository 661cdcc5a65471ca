/** A server whose certificate an authority vouches for: known to one client, unknown to another. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { ownAddress } from "../helpers/own_address.ts";
import { commandLine, Program, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["read", "write", "run", "env"] as const;
const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** An authority, as an institution has one. */
class Authority {
  readonly #temp: TempFolder;
  #serial = 0;

  constructor(temp: TempFolder) {
    this.#temp = temp;
  }

  /** The file with its certificate. */
  get file(): string {
    return this.#temp.file("ca.pem");
  }

  async make(): Promise<void> {
    await this.#openssl("req", "-x509", ...EC, "-subj", "/CN=Campus CA", ...this.#out("ca"));
  }

  /** Vouches for a new key of a host; returns the options of `chat serve`. */
  async vouchFor(address: string, shows: "itself too" | "nothing" = "itself too") {
    const name = `host${++this.#serial}`;
    const temp = this.#temp;
    await this.#openssl("req", "-new", ...EC, "-subj", "/CN=campus", ...this.#out(name));
    const extensions = `subjectAltName=IP:${address}\nbasicConstraints=critical,CA:FALSE\n`;
    await temp.write(`${name}.ext`, extensions);
    const by = ["-CA", this.file, "-CAkey", temp.file("ca.key"), "-CAcreateserial"];
    const files = ["-in", temp.file(`${name}.pem`), "-out", temp.file(`${name}.crt`)];
    await this.#openssl("x509", "-req", ...by, ...files, "-extfile", temp.file(`${name}.ext`));
    // The whole chain, so that it can be pinned by who does not know the authority.
    const shown = shows === "nothing" ? [`${name}.crt`] : [`${name}.crt`, "ca.pem"];
    const chain = shown.map((each) => Deno.readTextFile(temp.file(each)));
    await temp.write(`${name}.crt`, (await Promise.all(chain)).join(""));
    return ["--tls-cert", temp.file(`${name}.crt`), "--tls-key", temp.file(`${name}.key`)];
  }

  #out(name: string): string[] {
    return ["-keyout", this.#temp.file(`${name}.key`), "-out", this.#temp.file(`${name}.pem`)];
  }

  async #openssl(...args: string[]): Promise<void> {
    const { success, stderr } = await new Deno.Command("openssl", { args, stdin: "null" }).output();
    assert(success, new TextDecoder().decode(stderr));
  }
}

const host = ownAddress();

function testFar(name: string, fn: (host: string) => Promise<void>): void {
  if (host) return testWith(NEEDS, name, () => fn(host), { program: "openssl" });
  Deno.test({ name: `${name} (ignored: no network)`, ignore: true, fn: () => {} });
}

testFar(
  "who trusts the authority connects, and accepts each certificate that it vouches for",
  async (host) => {
    await using temp = await TempFolder.make();
    const authority = new Authority(temp);
    await authority.make();
    const trusting = { env: { XDG_STATE_HOME: temp.file("trusting"), DENO_CERT: authority.file } };
    const strange = { env: { XDG_STATE_HOME: temp.file("strange") } };
    const known = (who: string) => Deno.readTextFile(temp.file(`${who}/chat/known_servers`));
    const first = await serve(["--host", host, ...await authority.vouchFor(host)]);
    const { port } = first;
    {
      await using server = first.server;
      await server.line(/join with/);
      for (const each of [trusting, strange]) {
        const { code, errors } = await Program.run(["who", host, port], "", each);
        assertEquals([code, errors.filter((line) => !line.includes("is encrypted; its key is"))], [
          0,
          [],
        ]);
      }
      assertEquals(await known("trusting"), `${host}:${port} authority\n`);
      assertMatch(await known("strange"), new RegExp(`^${host}:${port} [0-9A-F:]{95} \\S+\\n$`));
    }
    const second = await serve(["--host", host, "--port", port, ...await authority.vouchFor(host)]);
    await using server = second.server;
    await server.line(/join with/);
    assertEquals((await Program.run(["who", host, port], "", trusting)).code, 0);
    const refused = await Program.run(["who", host, port], "", strange);
    assertEquals(refused.code, 1);
    assertStringIncludes(refused.errors.join("\n"), "--key");
    assert(!server.lines.some((line) => line.includes(" is ")), "nothing was said to it");
  },
);

testFar(
  "a certificate without that of its authority is of use to those who know the authority alone",
  async (host) => {
    await using temp = await TempFolder.make();
    const authority = new Authority(temp);
    await authority.make();
    const { server, port } = await serve([
      ...["--host", host],
      ...await authority.vouchFor(host, "nothing"),
    ]);
    await using _server = server;
    await server.line(/join with/);
    const env = { XDG_STATE_HOME: temp.file("strange") };
    const strange = await Program.run(["who", host, port], "", { env });
    assertEquals(strange.code, 1);
    assertStringIncludes(strange.errors.join(), "no authority that is known here vouches for its");
    const trusting = { env: { ...env, DENO_CERT: authority.file } };
    assertEquals((await Program.run(["who", host, port], "", trusting)).code, 0);
  },
);

testFar(
  "who trusted the authority refuses a key that it does not vouch for, and no encryption",
  async (host) => {
    await using temp = await TempFolder.make();
    const authority = new Authority(temp);
    await authority.make();
    const trusting = {
      command: commandLine(),
      env: { XDG_STATE_HOME: temp.file("trusting"), DENO_CERT: authority.file },
    };
    const first = await serve(["--host", host, ...await authority.vouchFor(host)]);
    const { port } = first;
    {
      await using server = first.server;
      await server.line(/join with/);
      assertEquals((await Program.run(["who", host, port], "", trusting)).code, 0);
    }
    const others: [string[], RegExp][] = [
      [["--tls"], /[0-9A-F:]{95}/],
      [[], /encrypted/],
    ];
    for (const [options, sentence] of others) {
      const env = { XDG_STATE_HOME: temp.file("server") };
      const { server } = await serve(["--host", host, "--port", port, ...options], { env });
      await using _server = server;
      await server.line(/join with/);
      const { code, errors } = await Program.run(["who", host, port], "", trusting);
      assertEquals(code, 1);
      assertMatch(errors.join("\n"), sentence);
    }
  },
);
