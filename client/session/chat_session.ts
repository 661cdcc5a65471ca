import {
  type Ask,
  type Printable,
  printed,
  type RequestType,
  type Result,
} from "../../protocol/mod.ts";
import type { ConversationEvent } from "../conversation/events.ts";
import type { Outcome, Settle } from "../conversation/outcome.ts";
import type { DownloadEvent, Tell } from "../downloads/events.ts";
import type { Dialect } from "./dialect.ts";
import type { ClientEvent } from "./events.ts";
import type { Line } from "./line.ts";
import type {
  Adjustment,
  CancelStep,
  Choices,
  DownloadStep,
  Id,
  Question,
  Step,
  Steps,
  TypingRules,
} from "./step.ts";

/** What a session needs from outside. */
export interface Services {
  /** Sends a request. `settle` gets the answer. */
  ask(ask: Ask, settle: Settle): void;
  /** Downloads files for a user. Resolves, once they have ended, to whether all are saved. */
  download(wanted: string, user: string, tell: Tell): Promise<boolean>;
  /** Ends downloads. Returns whether there were any. */
  cancel(wanted: string, tell: Tell): boolean;
  /** The names of the downloads that run or wait. */
  running(): readonly string[];
  /** Shows a line. */
  print(line: Line): void;
  /** Changes the screen. */
  adjust(change: Adjustment): void;
}

/**
 * The core of the client: turns typed lines and events into requests and lines to show, with a
 * dialect. It knows the user's name, and which answers and downloads are still due.
 */
export class ChatSession implements TypingRules {
  /** The name the server knows this client by. */
  name?: string;
  /** Whether there is a connection. Without one, typed lines wait. */
  connected = false;
  /**
   * Whether a person types. Then commands that later lines must wait for are refused while there is
   * no connection; a script waits.
   */
  interactive = false;
  readonly #dialect: Dialect;
  readonly #services: Services;
  readonly #due = new Set<Promise<unknown>>();
  #hasFailed = false;

  /** Creates a session. */
  constructor(dialect: Dialect, services: Services) {
    this.#dialect = dialect;
    this.#services = services;
  }

  /** Whether an error has been shown for something that was typed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The prompt. */
  get prompt(): Printable {
    const prompt = this.#dialect.prompt(this.name);
    return this.connected ? prompt : printed`(offline) ${prompt}`;
  }

  /** Handles an event of the conversation. */
  take(event: ConversationEvent): void {
    switch (event.type) {
      case "welcomed":
        this.connected = true;
        this.name = event.name;
        return this.#render(event);
      case "lost":
        this.connected = false;
        return this.#render({ ...event, interactive: this.interactive });
      case "back":
        return this.#comeBack(event);
      default:
        return this.#render(event);
    }
  }

  /**
   * Takes the name of the command line, unless hello has taken it.
   *
   * @returns When later lines may be handled.
   */
  async login(username: string): Promise<void> {
    await this.#perform(this.#dialect.login(username));
  }

  /**
   * Handles a typed line.
   *
   * @returns Whether to continue: false once the user wants to leave. Resolves when the next line
   * may be handled, even if answers and downloads are still due.
   */
  async type(line: string): Promise<boolean> {
    const steps = this.#dialect.read(line, this.name);
    await this.#perform(steps);
    return !steps.some(({ type }) => type === "quit");
  }

  /**
   * Finds completions for the current line.
   *
   * @param line The line up to the cursor.
   * @returns Undefined if there are none, the server refuses, or there is no connection to ask it.
   */
  async complete(line: string): Promise<Choices | undefined> {
    let [step] = this.#dialect.complete?.(line, this.name) ?? [];
    while (step?.type === "ask" || step?.type === "running") {
      [step] = step.type === "ask" ? await this.#look(step) : step.then(this.#services.running());
    }
    return step?.type === "offer" ? step.choices : undefined;
  }

  /** Writes a line so that it is read as a text, whatever it begins with. */
  literal(line: string): string {
    return this.#dialect.literal?.(line) ?? line;
  }

  /** Tells whether what a line does shows by itself what is sent. */
  showsItself(line: string): boolean {
    return this.#dialect.showsItself?.(line) ?? false;
  }

  /** Resolves when every answer and every download that was due has come. */
  async settled(): Promise<void> {
    while (this.#due.size > 0) await Promise.all(this.#due);
  }

  /** Asks the server on the way to completions. */
  async #look({ ask, then }: Question): Promise<Steps> {
    if (!this.connected) return [];
    const outcome = await new Promise<Outcome>((settle) => this.#services.ask(ask, settle));
    return "ok" in outcome ? then?.(outcome.ok) ?? [] : [];
  }

  #comeBack(event: Extract<ConversationEvent, { type: "back" }>): void {
    this.connected = true;
    const lostName = event.name === undefined ? this.name : undefined;
    this.name = event.name;
    this.#render({ ...event, lostName });
  }

  /** Performs steps, one after the other. Resolves when later lines may be handled. */
  #perform(steps: Steps): Promise<unknown> | undefined {
    const waits = steps.map((step) => this.#do(step)).filter((wait) => wait !== undefined);
    return waits.length > 1 ? Promise.all(waits) : waits[0];
  }

  /** Performs one step. Resolves when later lines may be handled. */
  #do(step: Step): Promise<unknown> | undefined {
    switch (step.type) {
      case "show":
        return void this.#show(step.lines);
      case "ask":
        return this.#ask(step);
      case "get":
        return void this.#track(this.#download(step));
      case "cancel":
        return void this.#cancel(step);
      case "adjust":
        return void this.#services.adjust(step.change);
    }
  }

  #ask(question: Question): Promise<unknown> | undefined {
    const { ask, wait, id } = question;
    if (wait && this.interactive && !this.connected) {
      return void this.#render({ type: "offline" }, id);
    }
    const answered = new Promise<unknown>((resolve) =>
      this.#services.ask(ask, (outcome) => {
        this.#note(ask.type, outcome);
        resolve(this.#answer(question, outcome));
      })
    );
    this.#track(answered);
    return wait ? answered : undefined;
  }

  /** Performs the steps that an answer leads to. */
  #answer(
    { ask, then, otherwise, id }: Question,
    outcome: Outcome,
  ): Promise<unknown> | undefined {
    if ("ok" in outcome) return this.#perform(then?.(outcome.ok) ?? []);
    const { error, undelivered } = outcome;
    if (otherwise) return this.#perform(otherwise(error));
    this.#render(
      undelivered ? { type: "undelivered", ask, error } : { type: "refused", error },
      id,
    );
  }

  async #download({ wanted, then, id }: DownloadStep): Promise<void> {
    const user = this.name ?? "";
    const isComplete = await this.#services.download(wanted, user, this.#teller(id));
    await this.#perform(then?.(isComplete) ?? []);
  }

  #cancel({ wanted, then, id }: CancelStep): void {
    const wasRunning = this.#services.cancel(wanted, this.#teller(id));
    this.#perform(then?.(wasRunning) ?? []);
  }

  #teller(id?: Id): Tell {
    return (event: DownloadEvent) => this.#render(event, id);
  }

  /** Updates the client's name. */
  #note(type: RequestType, outcome: Outcome): void {
    if (!("ok" in outcome)) return;
    if (type === "login" || type === "name") this.name = (outcome.ok as Result<"name">).name;
    if (type === "logout") this.name = undefined;
  }

  #track(due: Promise<unknown>): void {
    const tracked = due.finally(() => this.#due.delete(tracked));
    this.#due.add(tracked);
  }

  #render(event: ClientEvent, id?: Id): void {
    const lines = this.#dialect.render(event, { self: this.name, id });
    if (FAILURES.has(event.type)) return this.#show(lines);
    for (const line of lines) this.#services.print(line);
  }

  /** Shows what came of a typed line. */
  #show(lines: readonly Line[]): void {
    for (const line of lines) {
      if (line.kind === "error") this.#hasFailed = true;
      this.#services.print(line);
    }
  }
}

/** Events that tell that something the user asked for was not done. */
const FAILURES: ReadonlySet<ClientEvent["type"]> = new Set<ClientEvent["type"]>([
  "refused",
  "undelivered",
  "offline",
  "failed",
  "not-running",
]);
