import { printable, PROTOCOL_VERSION, type Result } from "../protocol/mod.ts";
import { ChatSession } from "./chat_session.ts";
import { Connection, type Ending } from "./connection.ts";
import { ANSWER_TIMEOUT_MS, dial, formatTarget, type Target } from "./dial.ts";
import type { Dialect } from "./dialect.ts";
import { Downloads } from "./downloads.ts";
import type { Screen } from "./screen.ts";

/** What a client is to do. */
export interface ChatClientOptions {
  /** The server to join. */
  target: Target;
  /** The name to take; without it, the client joins without one. */
  username?: string;
  /** How to read what is typed and show what happens. */
  dialect: Dialect;
  /**
   * The folder that the user's folder for downloads is made in.
   *
   * @default the working directory
   */
  downloads?: string;
  /** Where the user sees and types. */
  screen: Screen;
}

/**
 * Runs a client until its user leaves or the connection is over.
 *
 * @returns Nothing, if the user left.
 * @throws {Error} If it could not join, or the connection ended otherwise; the message says which
 * server and why.
 */
export async function runChatClient(options: ChatClientOptions): Promise<void> {
  const { target, dialect, screen, downloads: root } = options;
  const connection = new Connection(await dial(target));
  const downloads = new Downloads({
    target,
    ask: (ask, settle) => connection.ask(ask, settle),
    root,
    print: (line) => screen.print(line),
  });
  const session = new ChatSession(dialect, {
    ask: (ask, settle) => connection.ask(ask, settle),
    download: (file, user) => downloads.get(file, user),
    print: (line) => screen.print(line),
    adjust: (change) => screen.adjust(change),
  });
  screen.setCompleter((line) => session.complete(line));
  const over = connection.read((notice) => {
    session.notice(notice);
    screen.setPrompt(session.prompt);
  });
  const failed = over.then((ending) => {
    throw new Error(explain(target, ending));
  });
  try {
    await Promise.race([greet(connection, session, options), failed]);
    screen.setPrompt(session.prompt);
    await Promise.race([converse(connection, session, screen), failed]);
    await Promise.race([goodbye(connection), over]);
  } finally {
    failed.catch(() => {});
    connection.close();
    await over;
  }
}

/** Says hello, with the name if the dialect wants it there. */
async function greet(
  connection: Connection,
  session: ChatSession,
  { target, dialect, username }: ChatClientOptions,
): Promise<void> {
  const name = dialect.namesInHello ? username : undefined;
  const where = formatTarget(target);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new Error(`No answer from ${where} within ${ANSWER_TIMEOUT_MS / 1000} s`)),
    ANSWER_TIMEOUT_MS,
  );
  connection.ask({ type: "hello", version: PROTOCOL_VERSION, name }, (outcome) => {
    if ("error" in outcome) {
      reject(new Error(`${where} refused: ${printable(outcome.error.message)}`));
    } else {
      const later = name === undefined ? username : undefined;
      resolve(session.begin(outcome.ok as Result<"hello">, later));
    }
  });
  await promise.finally(() => clearTimeout(timer));
}

/** Takes typed lines until the user leaves, then waits for what is due. */
async function converse(
  connection: Connection,
  session: ChatSession,
  screen: Screen,
): Promise<void> {
  for await (const line of screen.lines()) {
    if (!await session.type(line)) break;
    screen.setPrompt(session.prompt);
    await connection.ready();
  }
  await session.settled();
}

/** Says goodbye, so that the server knows that the user meant to leave. */
function goodbye(connection: Connection): Promise<void> {
  return new Promise((resolve) => connection.ask({ type: "bye" }, () => resolve()));
}

function explain(target: Target, ending: Ending): string {
  const where = formatTarget(target);
  switch (ending.type) {
    case "closing":
      return `${where} closed the connection: ${printable(ending.error.message)}`;
    case "foreign":
      return `${where} is not a chat server`;
    case "lost":
      return `Connection to ${where} lost: ${ending.reason}`;
  }
}
