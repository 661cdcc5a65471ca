import type { ErrorBody } from "../../../protocol/mod.ts";
import type { Stage } from "../../admission/deadlines.ts";
import type { ConversationRate } from "../../admission/rates.ts";
import { waitFor } from "../../admission/wait.ts";
import type { Connection } from "../../net/connection.ts";
import { disconnectIn } from "../../net/disconnects.ts";
import type { Occupant } from "../../net/occupant.ts";
import { type Answer, errorAnswer, type FileBody, textAnswer } from "./answer.ts";
import { encodeAnswerHead } from "./answer_head.ts";
import { FileSender } from "./file_sender.ts";
import { HttpError } from "./http_error.ts";
import { type RequestHead, wantsKeepAlive } from "./request_head.ts";
import { RequestHeadReader } from "./request_head_reader.ts";
import type { Responder } from "./responder.ts";
import type { WebContext } from "./web_context.ts";

/** Bytes read at once. */
const READ_BYTES = 2_048;

/** How an HTTP connection went on. */
export type HttpOutcome =
  /** It is a web socket from here on; these bytes came behind the handshake. */
  | { readonly webSocket: Uint8Array }
  /** It is over, for this reason. */
  | { readonly ended: string };

/** One connection that speaks HTTP: requests are answered one after the other. */
export class HttpConversation implements Occupant {
  /** What it is at: before the first request, between two, or sending an answer. */
  stage: Stage = "opening";
  /** How many requests have arrived whole. */
  received = 0;
  readonly #connection: Connection;
  readonly #context: WebContext;
  readonly #responder: Responder;
  readonly #reader = new RequestHeadReader();
  readonly #sender: FileSender;
  readonly #rate?: ConversationRate;
  #isClosing = false;

  /** Becomes the occupant of a connection. */
  constructor(connection: Connection, context: WebContext, responder: Responder) {
    this.#connection = connection;
    this.#context = context;
    this.#responder = responder;
    this.#sender = new FileSender(connection, context);
    this.#rate = context.hub.visitorRate(connection.origin);
    connection.occupant = this;
  }

  /** Bytes held of a request that has arrived in part. */
  get pendingBytes(): number {
    return this.#reader.pendingBytes;
  }

  /**
   * Answers requests until either side ends it.
   *
   * @param first Bytes that have been read already.
   */
  async run(first: Uint8Array): Promise<HttpOutcome> {
    try {
      let head = await this.#nextHead(first);
      while (head) {
        await this.#admit(head);
        if (this.#connection.ending !== undefined) break;
        const asked = head;
        const { origin } = this.#connection;
        const answer = await this.#answer(() => this.#responder.answer(asked, origin));
        const isLast = this.#isLast(head, answer);
        await this.#send(head, answer, isLast);
        if (answer.status === 101) return { webSocket: this.#reader.takeRest() };
        if (isLast) return { ended: "answered" };
        this.stage = "chat";
        head = await this.#nextInTime();
      }
      return { ended: this.#connection.ending ?? "hung up" };
    } catch (error) {
      return { ended: await this.#explain(error) };
    }
  }

  /** Looks whether a client is gone that waits for a turn: HTTP has no ping. */
  ping(): void {
    if (this.#connection.hasHungUp) this.#sender.giveUp("hung up");
  }

  /** Ends it with status 408, or without a reply in the middle of an answer. */
  expire({ message }: ErrorBody): void {
    this.#connection.ending ??= message;
    if (this.stage === "download") return this.#connection.destroy();
    if (this.pendingBytes > 0) this.#push(textAnswer(408, message), { isLast: true });
    this.#connection.end();
  }

  /** Ends it, but not in the middle of an answer. */
  async close({ message }: ErrorBody): Promise<void> {
    this.#isClosing = true;
    if (this.stage === "download") return;
    this.#connection.ending ??= message;
    this.#sender.giveUp(message);
    await this.#connection.end();
  }

  /** Ends it at once: no more than one answer is ever queued. */
  overflow(): void {
    this.#connection.destroy();
  }

  /** Waits no longer for a turn. */
  broke(): void {
    this.#sender.giveUp("connection lost");
  }

  /** Charges a request to the rates of its client and its origin, and waits if it has to. */
  async #admit({ path }: RequestHead): Promise<void> {
    if (!this.#rate) return;
    const { ms } = this.#rate.charge(path.length);
    if (ms > 0) await waitFor(ms).done;
    await this.#rate.chargeOrigin(path.length)?.done;
  }

  /** The next request's head; nothing if there is none any more. */
  async #nextHead(first: Uint8Array): Promise<RequestHead | undefined> {
    let head = this.#reader.push(first);
    const buffer = new Uint8Array(READ_BYTES);
    while (!head) {
      const count = await this.#connection.read(buffer);
      if (count === null || this.#connection.ending !== undefined) return undefined;
      head = this.#reader.push(buffer.subarray(0, count));
    }
    this.received++;
    return head;
  }

  async #nextInTime(): Promise<RequestHead | undefined> {
    const timer = setTimeout(() => {
      this.#connection.ending ??= "no other request came";
      this.#connection.end();
    }, this.#context.keepAliveMs);
    try {
      return await this.#nextHead(new Uint8Array(0));
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof HttpError)) this.#fault(error);
      return errorAnswer(
        error instanceof HttpError ? error : new HttpError(500, "The server failed at this"),
      );
    }
  }

  /** Whether the connection ends with this answer: also where the rest of a request may follow. */
  #isLast(head: RequestHead, { status }: Answer): boolean {
    return this.#isClosing || status === 400 || status === 405 || !wantsKeepAlive(head);
  }

  async #send(head: RequestHead, answer: Answer, isLast: boolean): Promise<void> {
    const withBody = head.method !== "HEAD";
    if (!isFile(answer)) this.#push(answer, { isLast, withBody });
    else if (!withBody) {
      using _file = answer.body.file;
      this.#push(answer, { isLast, withBody });
    } else await this.#sendInTurn(head, answer, isLast);
    if (answer.status === 101) return;
    this.stage = "download";
    await this.#connection.drained();
  }

  /** Sends a file when it is the client's turn. A client that waits holds no open file. */
  async #sendInTurn(head: RequestHead, first: FileAnswer, isLast: boolean): Promise<void> {
    const isFree = this.#sender.hasFreeTurn;
    if (!isFree) first.body.file[Symbol.dispose]();
    this.stage = "chat"; // While it waits for its turn, nothing is held against the client.
    using _turn = await this.#sender.takeTurn();
    const answer = isFree ? first : await this.#answer(() => this.#responder.fileAgain(head));
    if (!isFile(answer)) return this.#push(answer, { isLast });
    using _file = answer.body.file;
    this.stage = "download";
    await this.#sender.send(this.#encodeHead(answer, isLast), answer.body);
  }

  #push(answer: Answer, { isLast, withBody = true }: Delivery): void {
    this.#connection.push(this.#encodeHead(answer, isLast));
    if (withBody && answer.body instanceof Uint8Array) this.#connection.push(answer.body);
  }

  #encodeHead(answer: Answer, isLast: boolean): Uint8Array {
    const { now, keepAliveMs } = this.#context;
    return encodeAnswerHead(answer, { isLast, keepAliveMs, now: now() });
  }

  /** Tells the client which error ended the conversation; returns the reason for the log. */
  async #explain(error: unknown): Promise<string> {
    const lost = disconnectIn(error);
    if (lost || this.#connection.ending !== undefined) return lost ?? "closed";
    if (!(error instanceof HttpError)) return this.#fault(error);
    this.#context.metrics.refuse("malformed-packet");
    this.#push(errorAnswer(error), { isLast: true });
    await this.#connection.drained();
    return error.message;
  }

  #fault(error: unknown): string {
    const text = `${(error as Error).stack ?? error}`;
    this.#context.log({ type: "fault", peer: this.#connection.address, error: text });
    return `failed, ${(error as Error).message}`;
  }
}

/** How an answer is sent. */
interface Delivery {
  /** Whether the connection ends with it. */
  readonly isLast: boolean;
  /** Whether its body follows the head, if it has one. */
  readonly withBody?: boolean;
}

/** An answer with part of a shared file. */
type FileAnswer = Answer & { readonly body: FileBody };

function isFile(answer: Answer): answer is FileAnswer {
  return answer.body !== undefined && "file" in answer.body;
}
