import { missing, Watch } from "./watch.ts";

/** How often to look at the screen, in ms: tmux does not tell of changes. */
const LOOK_MS = 50;

/** A program in tmux, on a server of its own. */
export class Tmux implements AsyncDisposable {
  readonly #socket = `chat-test-${crypto.randomUUID()}`;

  private constructor() {}

  /** Starts a program in a window of this size. */
  static async start(
    command: readonly string[],
    { columns, rows }: { columns: number; rows: number },
  ): Promise<Tmux> {
    const tmux = new Tmux();
    const size = ["-x", `${columns}`, "-y", `${rows}`];
    await tmux.#run("-f", "/dev/null", "new-session", "-d", "-s", "t", ...size, ...command);
    return tmux;
  }

  /** Presses keys, by the names that tmux has for them. */
  async press(...keys: string[]): Promise<void> {
    await this.#run("send-keys", "-t", "t", ...keys);
  }

  /** Changes the width of the window. */
  async resize(columns: number): Promise<void> {
    await this.#run("resize-window", "-t", "t", "-x", `${columns}`);
  }

  /** The lines of the scrollback and the screen, without the blank ones at the end. */
  async lines(): Promise<string[]> {
    const text = await this.#run("capture-pane", "-p", "-t", "t", "-S", "-");
    return text.trimEnd().split("\n").map((line) => line.trimEnd());
  }

  /** Waits until the lines are as a test wants them. */
  async until(what: string, found: (lines: readonly string[]) => boolean): Promise<string[]> {
    const watch = new Watch();
    let lines = [""];
    const look = async () => {
      lines = await this.lines();
      watch.changed();
    };
    const timer = setInterval(look, LOOK_MS);
    try {
      return await watch.until(() => found(lines) ? lines : undefined, () => missing(what, lines));
    } finally {
      clearInterval(timer);
      await look();
    }
  }

  /** Ends the program and the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run("kill-server");
  }

  async #run(...args: string[]): Promise<string> {
    const command = new Deno.Command("tmux", { args: ["-L", this.#socket, ...args] });
    const { success, stdout, stderr } = await command.output();
    if (!success) throw new Error(`tmux: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
}
