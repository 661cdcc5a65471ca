import { runChatClient } from "../../client/chat_client.ts";
import { DIALECTS } from "../../client/dialects/mod.ts";
import { eventOf } from "../../client/commands/errand.ts";
import type { Dialect } from "../../client/session/dialect.ts";
import type { Line } from "../../client/session/line.ts";
import { PipeScreen } from "../../client/screens/pipe_screen.ts";
import { missing, Watch } from "./watch.ts";

/**
 * A user at a client that runs in this process: the whole client and a real connection, with lines
 * in place of a terminal. For tests that need no permission but the network.
 */
export class User implements AsyncDisposable {
  /** Every line for standard output so far. */
  readonly lines: string[] = [];
  /** Every line for standard error so far. */
  readonly errors: string[] = [];
  readonly #keys: WritableStreamDefaultWriter<string>;
  readonly #watch = new Watch();
  readonly #end: Promise<number>;
  #code?: number;
  #read = 0;

  /** Joins a server on the loopback interface, as `chat connect --dialect …` does. */
  constructor(port: number, dialect: string, username?: string, { reconnect = false } = {}) {
    const { readable, writable } = new TransformStream<string, string>(undefined, {
      highWaterMark: Infinity,
    });
    this.#keys = writable.getWriter();
    this.#keys.closed.catch(() => {});
    const screen = new PipeScreen();
    screen.print = (line) => this.#print(line);
    screen.lines = () => readable;
    const target = { host: "127.0.0.1", port };
    const speaks = DIALECTS[dialect]!(Date.now, { interactive: false });
    this.#end = runChatClient({ target, username, dialect: speaks, screen, reconnect })
      .then(() => 0, (error) => this.#fail(speaks, error))
      .then((code) => {
        this.#code = code;
        this.#watch.changed();
        return code;
      });
  }

  /** Types a line. */
  async type(line: string): Promise<void> {
    await this.#keys.write(line);
  }

  /** Waits for the next line that matches; lines before it are skipped. */
  async line(wanted: string | RegExp): Promise<string> {
    return await this.#watch.until(
      () => {
        while (this.#read < this.lines.length) {
          const line = this.lines[this.#read++]!;
          if (typeof wanted === "string" ? line === wanted : wanted.test(line)) return line;
        }
      },
      () => this.#failure(wanted),
      () => this.#code !== undefined,
    );
  }

  /** Waits for the end; returns the exit code. */
  async exit(): Promise<number> {
    return await this.#watch.until(() => this.#code, () => this.#failure("the end"));
  }

  /** Ends the input, and so the client. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keys.close().catch(() => {});
    await this.#end;
  }

  #fail(dialect: Dialect, error: Error): number {
    for (const line of dialect.render(eventOf(error))) this.#print(line);
    return 1;
  }

  #print({ kind, text }: Line): void {
    (kind === "out" ? this.lines : this.errors).push(text);
    this.#watch.changed();
  }

  #failure(wanted: string | RegExp): string {
    return missing(`${wanted}`, [...this.lines, ...this.errors.map((line) => `stderr: ${line}`)]);
  }
}
