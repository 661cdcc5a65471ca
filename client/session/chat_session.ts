import {
  type Ask,
  type Notice,
  printable,
  type RequestType,
  type Result,
} from "../../protocol/mod.ts";
import {
  type Adjustment,
  type Choices,
  type Dialect,
  type Id,
  type Line,
  note,
  type Print,
  problem,
  type Question,
  type Step,
  undelivered,
} from "./dialect.ts";
import type { Outcome, Settle } from "../conversation/outcome.ts";

/** What the core of the client needs done by the world outside. */
export interface Services {
  /** Sends a request; `settle` gets the answer. */
  ask(ask: Ask, settle: Settle): void;
  /** Downloads files for a user; resolves when that has ended and was told, to whether all are there. */
  download(file: string, user: string, print: Print): Promise<boolean>;
  /** Ends downloads; tells whether there were any, and says so if not. */
  cancel(file: string, print: Print): boolean;
  /** Shows a line. */
  print: Print;
  /** Changes the screen. */
  adjust(change: Adjustment): void;
}

/**
 * The core of the client: takes typed lines and notices, turns them into requests and lines to
 * show, by the rules of a dialect. Knows its own name, and what is still due.
 */
export class ChatSession {
  /** The name the server knows this client by. */
  name?: string;
  /** Whether there is a connection: without one, what is typed waits. */
  connected = false;
  /**
   * Whether a person types. Then, what later lines would have to wait for is refused while there is
   * no connection; a script waits.
   */
  interactive = false;
  readonly #dialect: Dialect;
  readonly #services: Services;
  readonly #due = new Set<Promise<unknown>>();

  /** Takes the dialect to speak and the services to use. */
  constructor(dialect: Dialect, services: Services) {
    this.#dialect = dialect;
    this.#services = services;
  }

  /** What stands before the line being typed. */
  get prompt(): string {
    const prompt = this.#dialect.prompt(this.name);
    return this.connected ? prompt : `(offline) ${prompt}`;
  }

  /** Takes a notice. */
  notice(notice: Notice): void {
    this.#print(
      notice.type === "slowed"
        ? [problem(`slowed down: ${notice.rate} messages/s`)]
        : this.#dialect.show(notice, this.name),
    );
  }

  /**
   * Takes the answer to hello, and says what the dialect begins with.
   *
   * @param username The name of the command line, if it has not been taken by hello.
   */
  async begin({ welcome, name }: Result<"hello">, username?: string): Promise<void> {
    this.connected = true;
    this.name = name;
    this.#print(this.#dialect.banner);
    this.#print(this.#dialect.welcome(welcome));
    if (username !== undefined) await this.#perform(this.#dialect.login(username));
  }

  /** Notes that the connection is lost, and will be back. */
  lose(why: string): void {
    this.connected = false;
    this.#print([
      { ...problem(why), data: { type: "lost", message: why } },
      note(this.interactive ? "Connecting again; Enter tries at once" : "Connecting again"),
    ]);
  }

  /** Takes the answer to hello after the connection was lost. */
  comeBack({ name, missed = 0, older = false }: Result<"hello">): void {
    this.connected = true;
    const lost = name === undefined ? this.name : undefined;
    this.name = name;
    this.#print([{ ...note("Connected again"), data: { type: "back", missed } }]);
    this.#print(missedLines(missed, older));
    if (lost === undefined) return;
    this.#print([problem(`Somebody else is ${lost} now; you have no name. Take another`)]);
  }

  /**
   * Takes a typed line.
   *
   * @returns Whether to go on: false once the user wants to leave. Resolves when the next line may
   * be taken; answers and downloads may still be due then.
   */
  async type(line: string): Promise<boolean> {
    const step = this.#dialect.read(line, this.name);
    await this.#perform(step);
    return !step.quit;
  }

  /**
   * Finds what the line typed so far could go on with.
   *
   * @param line The line up to the cursor.
   * @returns Nothing if nothing fits, or the server refuses to tell.
   */
  async complete(line: string): Promise<Choices | undefined> {
    if (!this.connected) return undefined;
    let step = this.#dialect.complete?.(line, this.name);
    while (step?.question) {
      const { ask, then } = step.question;
      const outcome = await new Promise<Outcome>((settle) => this.#services.ask(ask, settle));
      step = "ok" in outcome ? then?.(outcome.ok) : undefined;
    }
    return step?.choices;
  }

  /** Resolves when every answer and every download that was due has come. */
  async settled(): Promise<void> {
    while (this.#due.size > 0) await Promise.all(this.#due);
  }

  /** Does a step; resolves when later lines may be taken. */
  #perform(step: Step): Promise<void> | undefined {
    const { show = [], adjust, question, id } = step;
    this.#print(show, id);
    if (adjust) this.#services.adjust(adjust);
    this.#transfer(step);
    if (!question) return;
    const { ask, wait } = question;
    if (wait && this.interactive && !this.connected) {
      this.#print([problem("There is no connection; try that when it is back")], id);
      return;
    }
    const answered = new Promise<void>((resolve) =>
      this.#services.ask(ask, (outcome) => {
        this.#note(ask.type, outcome);
        resolve(this.#perform({ ...answer(question, outcome), id }));
      })
    );
    this.#track(answered);
    return wait ? answered : undefined;
  }

  /** Begins and ends downloads. */
  #transfer({ get, cancel, after = () => ({}), id }: Step): void {
    const print = (line: Line) => this.#print([line], id);
    const go = (worked: boolean) => this.#perform({ ...after(worked), id });
    if (get !== undefined) {
      this.#track(this.#services.download(get, this.name ?? "", print).then(go));
    }
    if (cancel !== undefined) go(this.#services.cancel(cancel, print));
  }

  /** Keeps the own name up to date. */
  #note(type: RequestType, outcome: Outcome): void {
    if (!("ok" in outcome)) return;
    if (type === "login" || type === "name") this.name = (outcome.ok as Result<"name">).name;
    if (type === "logout") this.name = undefined;
  }

  #track(due: Promise<unknown>): void {
    const tracked = due.finally(() => this.#due.delete(tracked));
    this.#due.add(tracked);
  }

  #print(lines: readonly Line[], id?: Id): void {
    for (const line of lines) this.#services.print(id === undefined ? line : { ...line, id });
  }
}

/** Heads what a client is shown that has come back. */
function missedLines(missed: number, older: boolean): Line[] {
  const lines = older ? [note("Some of what you missed is not kept any more")] : [];
  const count = missed === 1 ? "1 message" : `${missed} messages`;
  return missed === 0 ? lines : [...lines, note(`You missed ${count}`)];
}

/** What the answer to a question leads to. */
function answer({ ask, then, otherwise }: Question, outcome: Outcome): Step {
  if ("ok" in outcome) return then?.(outcome.ok) ?? {};
  const { error } = outcome;
  if (otherwise) return otherwise(error);
  return outcome.undelivered
    ? undelivered(ask, error)
    : { show: [problem(printable(error.message))] };
}
