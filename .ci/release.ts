/**
 * Builds the binaries of a release: `deno task release [TARGET ...]`, for every target that Deno
 * compiles for if none is named. They go to dist/, with their SHA-256 sums in dist/SHA256SUMS.
 *
 * @module
 */
import { createHash } from "node:crypto";
import config from "../deno.json" with { type: "json" };

/** What `deno compile --target` takes. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "aarch64-pc-windows-msvc",
];

const ROOT = new URL("../", import.meta.url);

/** Builds the binary of a target; returns its name in dist/. */
async function build(target: string): Promise<string> {
  const name = `chat-${config.version}-${target}${target.includes("windows") ? ".exe" : ""}`;
  const permissions = (await Deno.readTextFile(new URL(".permissions", ROOT))).trim().split(/\s+/);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["compile", "--quiet", "--no-check", "--lock=deno.lock", "--frozen", ...permissions],
      ...["--target", target, "--output", `dist/${name}`, "main.ts"],
    ],
    cwd: ROOT,
  }).spawn().status;
  if (!success) throw new Error(`Cannot build for ${target}: deno compile failed`);
  return name;
}

/** Returns the SHA-256 of a file in dist/ in hexadecimal digits. */
async function digest(name: string): Promise<string> {
  const bytes = await Deno.readFile(new URL(`dist/${name}`, ROOT));
  return createHash("sha256").update(bytes).digest("hex");
}

const sums: string[] = [];
for (const target of Deno.args.length > 0 ? Deno.args : TARGETS) {
  const name = await build(target);
  sums.push(`${await digest(name)}  ${name}`);
  console.log(sums.at(-1));
}
await Deno.writeTextFile(new URL("dist/SHA256SUMS", ROOT), sums.join("\n") + "\n");
