import type { ErrorBody } from "../../../protocol/mod.ts";
import type { Connection } from "../../net/connection.ts";
import type { Door } from "../door.ts";
import { textAnswer } from "./answer.ts";
import { HttpConversation } from "./http_conversation.ts";
import { Responder } from "./responder.ts";
import { encodeResponseHead } from "./response_head.ts";
import type { WebContext } from "./web_context.ts";
import { WebSocketEncoding } from "./web_socket/web_socket_encoding.ts";
import { WebSocketGuest } from "./web_socket/web_socket_guest.ts";

/** A first line of HTTP/1.x, and what can still become one. */
const FIRST_LINE = /^[A-Z]{1,20} [^ \r\n]+ HTTP\/1\.[0-9]\r?\n/;
const BEGINNING = /^[A-Z]{1,20}( ([^ \r\n]+( (H(T(T(P(\/(1(\.([0-9]\r?)?)?)?)?)?)?)?)?)?)?)?$/;

/** A target this long is HTTP's, though its line has not ended: the head reader refuses it. */
const LONG_TARGET = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) \/[^ \r\n]{1000}/;

/** Browsers: the page, its web sockets and the shared files, over HTTP/1.1. */
export class HttpDoor implements Door {
  /** Its name. */
  readonly name = "web";
  readonly #context: WebContext;
  readonly #responder: Responder;
  readonly #encoding = new WebSocketEncoding();

  /** Makes a door to a hub and its files. */
  constructor(context: WebContext) {
    this.#context = context;
    this.#responder = new Responder(context);
  }

  /** Judges by the first line: a method, a target, a version. */
  recognises(first: Uint8Array): "yes" | "no" | "more" {
    const text = new TextDecoder("latin1").decode(first);
    if (FIRST_LINE.test(text) || LONG_TARGET.test(text)) return "yes";
    return BEGINNING.test(text) ? "more" : "no";
  }

  /** Answers requests, and goes on as a web socket if one is asked for. */
  async serve(connection: Connection, first: Uint8Array): Promise<string> {
    const outcome = await new HttpConversation(connection, this.#context, this.#responder)
      .run(first);
    if ("ended" in outcome) return outcome.ended;
    return await new WebSocketGuest(connection, this.#context, this.#encoding)
      .run(outcome.webSocket);
  }

  /** A page that says why. */
  refusal({ message }: ErrorBody): Uint8Array {
    const { headers, body } = textAnswer(503, message);
    const text = new TextDecoder().decode(body as Uint8Array);
    const head = encodeResponseHead(503, {
      ...headers,
      "Content-Length": (body as Uint8Array).length,
      Connection: "close",
    });
    return new TextEncoder().encode(new TextDecoder().decode(head) + text);
  }
}
