import type { ErrorBody } from "../../../protocol/mod.ts";
import type { Stage } from "../../admission/deadlines.ts";
import type { Metrics } from "../../observability/metrics.ts";
import type { Connection } from "../../net/connection.ts";
import type { Occupant } from "../../net/occupant.ts";
import type { Door } from "../door.ts";

const HTTP = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PRI) /;
const INVITATION = "This is a chat server. Join it with: chat connect YOUR_NAME HOST PORT";

/** Answers connections in unknown protocols with one line of plain text. */
export class ForeignDoor implements Door {
  /** Its name. */
  readonly name = "foreign";
  readonly #metrics: Metrics;

  /** Creates a door that counts such connections. */
  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  /** Waits for more bytes while they may become an HTTP method. */
  recognises(first: Uint8Array): "yes" | "more" {
    return /^[A-Z]{1,7}$/.test(beginning(first)) ? "more" : "yes";
  }

  /** Says how to join, and closes the connection. */
  async serve(connection: Connection, first: Uint8Array): Promise<string> {
    await null;
    connection.occupant = new Answered(connection);
    this.#metrics.refuse("foreign");
    connection.push(HTTP.test(beginning(first)) ? httpAnswer(INVITATION) : line(INVITATION));
    return `not a chat client, it began with ${JSON.stringify(beginning(first))}`;
  }

  /** A plain line. */
  refusal({ message }: ErrorBody): Uint8Array {
    return line(`${message}. ${INVITATION}`);
  }
}

/** A connection that has been answered. */
class Answered implements Occupant {
  readonly stage: Stage = "opening";
  readonly pendingBytes = 0;
  readonly received = 0;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  ping(): void {}

  expire(): void {
    this.#connection.destroy();
  }

  close(): Promise<void> {
    return this.#connection.end();
  }

  overflow(): void {
    this.#connection.destroy();
  }

  broke(): void {}
}

function line(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\r\n`);
}

function httpAnswer(text: string): Uint8Array {
  return line([
    "HTTP/1.1 400 Bad Request",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${text.length + 2}`,
    "Connection: close",
    "",
    text,
  ].join("\r\n"));
}

function beginning(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 16));
}
