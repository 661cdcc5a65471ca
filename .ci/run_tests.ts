/**
 * Runs every test: `deno task test`. Most files run in parallel, twice as many at a time as there are
 * processors, as they wait most of the time; those that measure time run afterwards, one at a time.
 * The last line has the counts of both, in the form of Deno's own. Arguments are handed on to `deno test`,
 * one run after all: `deno task test tests/unit/`, `deno task test --filter IRC`.
 */

/** Files whose tests time something, or count what the whole process has open. */
const ALONE = [
  "tests/browser/busy_room_test.ts",
  "tests/e2e/busy_files_test.ts",
  "tests/e2e/readline_test.ts",
  "tests/e2e/timed_attacks_test.ts",
  "tests/integration/hostile_server_test.ts",
  "tests/integration/password_test.ts",
  "tests/integration/tls_wire_test.ts",
  "tests/integration/web_socket_test.ts",
  "tests/unit/client/dialects/messenger/messenger_test.ts",
  "tests/unit/client/downloads/glob_test.ts",
  "tests/unit/protocol/names_test.ts",
];

const TEST = ["test", "--lock=tests/deno.lock", "--frozen", "--allow-all"];

/** How one run of `deno test` ended. */
interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
  readonly code: number;
}

const started = performance.now();
const outcomes: Outcome[] = [];
if (Deno.args.length > 0) {
  const namesFiles = Deno.args.some((arg) => arg.startsWith("tests/"));
  outcomes.push(await run([...Deno.args, ...namesFiles ? [] : ["tests/"]]));
} else {
  outcomes.push(await run(["--parallel", `--ignore=${ALONE.join()}`, "tests/"]));
  outcomes.push(await run(ALONE));
}
const sum = (what: keyof Outcome) => outcomes.reduce((all, outcome) => all + outcome[what], 0);
const isOk = outcomes.every(({ code }) => code === 0);
const seconds = Math.round((performance.now() - started) / 1000);
const counts = `${sum("passed")} passed | ${sum("failed")} failed | ${sum("ignored")} ignored`;
console.log(`${isOk ? "ok" : "FAILED"} | ${counts} (${seconds}s)`);
Deno.exit(isOk ? 0 : 1);

/** Runs `deno test`, shows what it prints, and reads its closing line. */
async function run(args: readonly string[]): Promise<Outcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...TEST, ...args],
    env: { DENO_JOBS: `${2 * navigator.hardwareConcurrency}` },
    stdout: "piped",
  }).spawn();
  let printed = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    for (let at = 0; at < chunk.length;) at += await Deno.stdout.write(chunk.subarray(at));
    printed = (printed + decoder.decode(chunk, { stream: true })).slice(-2_000);
  }
  const { code } = await child.status;
  // deno-lint-ignore no-control-regex
  const plain = printed.replace(/\x1b\[[\d;]*m/g, "");
  const closing = /^(?:ok|FAILED) \| \d+ passed.*$/m.exec(plain)?.[0] ?? "";
  const count = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(closing)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), ignored: count("ignored"), code };
}
