import type { ErrorBody } from "../../../protocol/mod.ts";
import type { Stage } from "../../admission/deadlines.ts";
import type { ConversationRate } from "../../admission/rates.ts";
import { waitFor } from "../../admission/wait.ts";
import type { Connection, Occupant } from "../../net/connection.ts";
import { disconnectIn } from "../../net/disconnects.ts";
import { type Answer, errorAnswer, type FileBody, textAnswer } from "./answer.ts";
import { formatHttpDate } from "./http_date.ts";
import { HttpError } from "./http_error.ts";
import { type RequestHead, wantsKeepAlive } from "./request_head.ts";
import { RequestHeadReader } from "./request_head_reader.ts";
import type { Responder } from "./responder.ts";
import { encodeResponseHead } from "./response_head.ts";
import { SECURITY_HEADERS } from "./security_headers.ts";
import type { WebContext } from "./web_context.ts";

/** Bytes read at once. */
const READ_BYTES = 2_048;

/** How long a connection is kept for another request, in ms. */
const KEEP_ALIVE_MS = 5_000;

/**
 * Size of the largest file whose digest is computed because somebody downloaded all of it: reading
 * it once more takes a fraction of a second, also if the client has gone meanwhile.
 */
const MAX_HASHED_BYTES = 67_108_864;

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
  readonly #rate?: ConversationRate;
  #isClosing = false;

  /** Becomes the occupant of a connection. */
  constructor(connection: Connection, context: WebContext, responder: Responder) {
    this.#connection = connection;
    this.#context = context;
    this.#responder = responder;
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
        const answer = await this.#answer(head);
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

  /** Asks nothing: HTTP has no ping. */
  ping(): void {}

  /** Ends it with status 408, or without a reply in the middle of an answer. */
  expire({ message }: ErrorBody): void {
    this.#connection.ending ??= message;
    if (this.stage === "download") return this.#connection.destroy();
    if (this.pendingBytes > 0) this.#push(textAnswer(408, message), true);
    this.#connection.end();
  }

  /** Ends it, but not in the middle of an answer. */
  async close({ message }: ErrorBody): Promise<void> {
    this.#isClosing = true;
    if (this.stage === "download") return;
    this.#connection.ending ??= message;
    await this.#connection.end();
  }

  /** Ends it at once: no more than one answer is ever queued. */
  overflow(): void {
    this.#connection.destroy();
  }

  /** Does nothing: nobody needs to know. */
  broke(): void {}

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
    }, KEEP_ALIVE_MS);
    try {
      return await this.#nextHead(new Uint8Array(0));
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(head: RequestHead): Promise<Answer> {
    try {
      return await this.#responder.answer(head);
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
    const { body } = answer;
    if (body && "file" in body) {
      using _file = body.file;
      if (head.method === "HEAD") this.#push({ ...answer, body }, isLast, false);
      else await this.#sendFile(answer, body, isLast);
    } else this.#push(answer, isLast, head.method !== "HEAD");
    if (answer.status === 101) return;
    this.stage = "download";
    await this.#connection.drained();
  }

  async #sendFile(answer: Answer, body: FileBody, isLast: boolean): Promise<void> {
    const { files, metrics, log } = this.#context;
    const { address: peer, origin } = this.#connection;
    this.stage = "chat"; // While it waits for its turn, nothing is held against the client.
    using _turn = await files.takeTurn(`address ${origin}`, {
      taken: () => this.#connection.taken,
    });
    this.stage = "download";
    const { name, file, start, end } = body;
    if (end - start === file.size && file.size <= MAX_HASHED_BYTES) this.#hash(body);
    metrics.downloads++;
    try {
      await this.#connection.write(this.#encodeHead(answer, isLast));
      log({ type: "sending", peer, file: name, bytes: end - start });
      await this.#connection.pipe(file.stream(start, end));
    } catch (error) {
      // Anything sent now would be taken for bytes of the file, so the connection is just closed.
      this.#connection.destroy();
      throw error;
    } finally {
      metrics.downloads--;
    }
  }

  /** Has the digest of a file computed, for the `Repr-Digest` of the next answers. */
  #hash({ name, file }: FileBody): void {
    const digest = this.#context.files.digest(name, file);
    digest.sha256.catch(() => {}).finally(() => digest[Symbol.dispose]());
  }

  #push(answer: Answer, isLast: boolean, withBody = true): void {
    this.#connection.push(this.#encodeHead(answer, isLast));
    if (withBody && answer.body instanceof Uint8Array) this.#connection.push(answer.body);
  }

  #encodeHead(answer: Answer, isLast: boolean): Uint8Array {
    return encodeHead(answer, isLast, this.#context.now());
  }

  /** Tells the client which error ended the conversation; returns the reason for the log. */
  async #explain(error: unknown): Promise<string> {
    const lost = disconnectIn(error);
    if (lost || this.#connection.ending !== undefined) return lost ?? "closed";
    if (!(error instanceof HttpError)) return this.#fault(error);
    this.#context.metrics.refuse("malformed-packet");
    this.#push(errorAnswer(error), true);
    await this.#connection.drained();
    return error.message;
  }

  #fault(error: unknown): string {
    const text = `${(error as Error).stack ?? error}`;
    this.#context.log({ type: "fault", peer: this.#connection.address, error: text });
    return `failed, ${(error as Error).message}`;
  }
}

function encodeHead(
  { status, headers, body }: Answer,
  isLast: boolean,
  now: number,
): Uint8Array {
  if (status === 101) return encodeResponseHead(status, headers);
  const length = body && ("file" in body ? body.end - body.start : body.length);
  return encodeResponseHead(status, {
    Date: formatHttpDate(now),
    ...SECURITY_HEADERS,
    ...headers,
    "Content-Length": status === 304 ? undefined : length ?? 0,
    Connection: isLast ? "close" : "keep-alive",
    "Keep-Alive": isLast ? undefined : `timeout=${KEEP_ALIVE_MS / 1000}`,
  });
}
