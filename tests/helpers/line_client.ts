import { assertEquals } from "@std/assert";
import { createPlainSession } from "../../client/commands/plain_session.ts";
import { missing, Watch } from "./watch.ts";

/** Loads what the text door needs, as main.ts does. */
export const loadSessions = () => Promise.resolve(createPlainSession);

/** Options of {@linkcode LineClient.irc}. */
export interface IrcClientOptions {
  /** Capabilities to ask for. */
  caps?: string;
  /** Whether to stay out of the channel. */
  outside?: boolean;
}

/** A client that speaks lines: IRC, or plain text. Answers the pings of IRC. */
export class LineClient implements AsyncDisposable {
  /** How many pings of IRC it has answered. */
  pings = 0;
  /** Every line that came and was not taken yet. */
  readonly #lines: string[] = [];
  readonly #conn: Deno.TcpConn;
  readonly #watch = new Watch();
  readonly #reading: Promise<void>;
  #isOver = false;
  #tokens = 0;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    conn.setNoDelay(true);
    this.#reading = this.#read();
  }

  /** Connects, and says nothing yet. */
  static async connect(port: number): Promise<LineClient> {
    return new LineClient(await Deno.connect({ port, hostname: "127.0.0.1" }));
  }

  /** Registers and joins the channel; leaves nothing unread. */
  static async irc(
    port: number,
    nick: string,
    options: IrcClientOptions = {},
  ): Promise<LineClient> {
    const client = await LineClient.connect(port);
    const { caps, outside } = options;
    if (caps) await client.send(`CAP REQ :${caps}`);
    await client.send(`NICK ${nick}`, "USER user 0 * :A user");
    if (caps) await client.send("CAP END");
    if (!outside) await client.send("JOIN #chat");
    await client.sync();
    return client;
  }

  /** Takes a name by the text door; leaves nothing unread. */
  static async text(port: number, name: string): Promise<LineClient> {
    const client = await LineClient.connect(port);
    await client.send(name);
    await client.line(`${name} has joined`);
    return client;
  }

  /** Sends lines. */
  async send(...lines: readonly string[]): Promise<void> {
    await this.write(new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join("")));
  }

  /** Sends bytes, whatever they are. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await this.#conn.write(rest));
  }

  /** Waits for a line, and takes it and all before it. */
  line(wanted: string | RegExp): Promise<string> {
    const isWanted = (line: string) =>
      typeof wanted === "string" ? line === wanted : wanted.test(line);
    return this.#watch.until(
      () => {
        const at = this.#lines.findIndex(isWanted);
        return at < 0 ? undefined : this.#lines.splice(0, at + 1).at(-1)!;
      },
      () => missing(`${wanted}`, this.#lines),
      () => this.#isOver,
    );
  }

  /** Takes all lines up to the answer to a ping of IRC. */
  async sync(): Promise<string[]> {
    const token = `sync${++this.#tokens}`;
    await this.send(`PING ${token}`);
    return await this.#upTo((line) => line.endsWith(` :${token}`) && line.includes(" PONG "));
  }

  /** Takes all lines up to the answer to `/who` in plain text. */
  async syncText(): Promise<string[]> {
    await this.send("/who");
    return await this.#upTo((line) => line.startsWith("Online: "));
  }

  /** Waits until it has been pinged so many times. */
  async pinged(times: number): Promise<void> {
    await this.#watch.until(
      () => this.pings >= times || undefined,
      () => `${this.pings} pings, not ${times}`,
      () => this.#isOver,
    );
  }

  /** Waits until the server has closed; returns the lines that were left. */
  async end(): Promise<string[]> {
    await this.#reading;
    return this.#lines.splice(0);
  }

  /** Ends its own side of the connection. */
  async closeWrite(): Promise<void> {
    await this.#conn.closeWrite();
  }

  /** Closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#conn.close();
    } catch {
      // The server has closed it.
    }
    await this.#reading;
  }

  #upTo(isLast: (line: string) => boolean): Promise<string[]> {
    return this.#watch.until(
      () => {
        const at = this.#lines.findIndex(isLast);
        return at < 0 ? undefined : this.#lines.splice(0, at + 1).slice(0, -1);
      },
      () => missing("the answer to a ping", this.#lines),
      () => this.#isOver,
    );
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65_536);
    let rest = "";
    for (;;) {
      const count = await this.#conn.read(buffer).catch(() => null);
      if (count === null) break;
      const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split(
        "\n",
      );
      rest = lines.pop()!;
      for (const line of lines) await this.#take(line.replace(/\r$/, ""));
      this.#watch.changed();
    }
    this.#isOver = true;
    this.#watch.changed();
  }

  async #take(line: string): Promise<void> {
    const ping = /^(?:@\S+ )?(?::\S+ )?PING (.*)$/.exec(line);
    if (!ping) return void this.#lines.push(line);
    this.pings++;
    await this.send(`PONG ${ping[1]}`);
  }
}

/** Checks lines without the source's user and host, which no test of what is said is about. */
export function assertSaid(lines: readonly string[], expected: readonly string[]): void {
  assertEquals(lines.map((line) => line.replace(/^((?:@\S+ )?:[^! ]+)!\S+/, "$1")), [...expected]);
}
