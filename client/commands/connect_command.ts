import { DEFAULT_PORT } from "../../protocol/mod.ts";
import type { Command, Given } from "../../types/command.d.ts";
import { runChatClient } from "../chat_client.ts";
import type { Target } from "../net/target.ts";
import { createJson } from "../dialects/json.ts";
import { DIALECTS } from "../dialects/mod.ts";
import { prepareTerminal } from "../screens/terminal/prepare_terminal.ts";
import { eventOf } from "./errand.ts";
import { KnownPassword } from "../net/known_password.ts";
import type { PasswordSource } from "../conversation/password_source.ts";
import { askForPassword, givenPassword, isPasswordNeeded } from "./password.ts";
import { readJoinOperands } from "./operands.ts";
import { PipeScreen } from "../screens/pipe_screen.ts";
import { note } from "../session/line.ts";
import { ServerRing } from "../net/server_ring.ts";
import { dialersFor, readServerOptions, SERVER_OPTIONS } from "./server_options.ts";

/** How many earlier messages a person is shown on joining; a script is shown none. */
const EARLIER_ON_A_TERMINAL = 20;

/** `chat connect`: joins a server and talks until the user leaves. */
export const CONNECT: Command = {
  summary: "join a server",
  operands: "[USERNAME] [HOST [PORT] | HOST:PORT[,HOST:PORT…]] | USERNAME@HOST[:PORT]",
  options: {
    dialect: {
      kind: "choice",
      value: "NAME",
      choices: Object.keys(DIALECTS),
      default: "messenger",
      help: `dialect: ${Object.keys(DIALECTS).join(", ")}`,
    },
    reconnect: {
      kind: "flag",
      help: "reconnect when the connection is lost (default on a terminal)",
    },
    "no-reconnect": {
      kind: "flag",
      help: "exit when the connection is lost (default in a script)",
    },
    earlier: {
      kind: "count",
      value: "N",
      help: `show the last N messages on joining (default ${EARLIER_ON_A_TERMINAL} on a terminal)`,
    },
    downloads: {
      kind: "path",
      value: "DIR",
      help: "folder to create your folder for downloads in (default here)",
    },
    json: { kind: "flag", help: "one JSON object per line, both ways, for programs: docs/JSON.md" },
    multiline: { kind: "flag", help: "send a paste of several lines as one message" },
    "no-color": { kind: "flag", help: "use no colors; NO_COLOR does the same" },
    "no-history": { kind: "flag", help: "do not save typed lines for the next session" },
    ...SERVER_OPTIONS,
  },
  examples: [
    "chat connect alice",
    "chat connect alice@example.org",
    `chat connect alice example.org ${DEFAULT_PORT}`,
    `chat connect alice one.example:${DEFAULT_PORT},two.example:${DEFAULT_PORT}`,
    `chat connect localhost ${DEFAULT_PORT} --downloads ~/Downloads`,
    `chat connect --dialect chatroom localhost ${DEFAULT_PORT}`,
    `chat connect --json bot localhost ${DEFAULT_PORT}`,
  ],
  parse: (operands, options) => {
    const { username, target, others = [] } = readJoinOperands(operands);
    readServerOptions(options);
    if (options.reconnect && options["no-reconnect"]) {
      throw new SyntaxError("--reconnect and --no-reconnect exclude each other");
    }
    if (options.json && options.dialect) {
      throw new SyntaxError("--json and --dialect exclude each other");
    }
    if (options.earlier && (options.dialect ?? "messenger") !== "messenger") {
      throw new SyntaxError(`--earlier is not for --dialect ${options.dialect}`);
    }
    return () => connect([target, ...others], username, options);
  },
};

async function connect(
  targets: readonly Target[],
  username: string | undefined,
  options: Given,
): Promise<number> {
  const { json } = options;
  const interactive = !json && Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  // Off a terminal, nobody looks anything up.
  const made = interactive ? { interactive } : { interactive, transcriptBytes: 0 };
  const dialect = json ? createJson() : DIALECTS[options.dialect ?? "messenger"]!(Date.now, made);
  const openScreen = interactive
    ? prepareTerminal(options)
    : () => Promise.resolve(new PipeScreen());
  const reconnect = Boolean(options.reconnect) || (interactive && !options["no-reconnect"]);
  let screen = await openScreen();
  const ring = new ServerRing({
    targets,
    dialerOf: dialersFor(options, (text) => screen.print(note(text))),
  });
  const { downloads } = options;
  const join = (password?: PasswordSource) =>
    runChatClient({
      target: ring.current,
      ring,
      password,
      username,
      earlier: earlierOf(options, interactive),
      dialect,
      downloads,
      screen,
      reconnect,
      interactive,
    });
  try {
    const given = await givenPassword(options);
    await dropPrivileges();
    const isDone = await join(given).catch(async (error) => {
      if (given || !interactive || !isPasswordNeeded(error)) throw error;
      screen.close();
      const typed = await askForPassword();
      screen = await openScreen();
      if (typed === undefined) throw error;
      return await join(new KnownPassword(typed));
    });
    // A person has seen what went wrong, and gone on.
    return isDone || interactive ? 0 : 1;
  } catch (error) {
    for (const line of dialect.render(eventOf(error))) screen.print(line);
    return 1;
  } finally {
    screen.close();
  }
}

/** How many earlier messages to ask for. The dialects of the assignments know none. */
function earlierOf({ earlier, dialect = "messenger" }: Given, interactive: boolean): number {
  if (earlier !== undefined) return Number(earlier);
  return interactive && dialect === "messenger" ? EARLIER_ON_A_TERMINAL : 0;
}

/** Gives up the permissions that a client no longer needs once it has its screen. */
async function dropPrivileges(): Promise<void> {
  for (const name of ["env", "run", "ffi", "sys"] as const) await Deno.permissions.revoke({ name });
}
