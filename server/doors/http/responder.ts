import { MAX_PAGE_BYTES, ProtocolError } from "../../../protocol/mod.ts";
import { type Answer, textAnswer } from "./answer.ts";
import { assetAnswer } from "./asset_answer.ts";
import { fileAnswer } from "./file_answer.ts";
import { fileListPage } from "./file_list.ts";
import { isAllowedHost, isOwnOrigin } from "./host_rules.ts";
import { HttpError } from "./http_error.ts";
import { presentationOf } from "../../files/media_type.ts";
import { entityTag } from "../../files/validators.ts";
import type { Asset } from "./page_assets.ts";
import type { RequestHead } from "./request_head.ts";
import type { WebContext } from "./web_context.ts";
import { acceptWebSocket } from "./web_socket/handshake.ts";

const FILES = "/files/";

/** Where the texts are that other doors show the beginning of, by number. */
const TEXTS = "/texts/";

/** What only those are shown who know the password of a server that has one. */
const IS_KEPT_IN = /^\/(files|texts)(\/|$)/;

/** Finds the answer to each request. */
export class Responder {
  readonly #context: Pick<WebContext, "files" | "hosts" | "hub" | "now" | "hasPassword">;
  #assets?: Promise<ReadonlyMap<string, Asset>>;

  /** Creates a responder. */
  constructor(context: Pick<WebContext, "files" | "hosts" | "hub" | "now" | "hasPassword">) {
    this.#context = context;
  }

  /**
   * Answers a request.
   *
   * @param head Its head.
   * @param origin Where it comes from: the address that limits count, see `server/admission/origin.ts`.
   * @throws {HttpError} If it is refused.
   */
  async answer(head: RequestHead, origin: string): Promise<Answer> {
    this.#check(head);
    const { path } = head;
    if (path === "/ws") return { status: 101, headers: await acceptWebSocket(head) };
    if (this.#context.hasPassword && IS_KEPT_IN.test(path)) this.#checkTicket(head, origin);
    if (path === "/files") return textAnswer(308, "The files are in /files/", { Location: FILES });
    if (path === FILES) return await this.#fileList();
    if (path.startsWith(FILES)) return await this.#file(head, nameIn(path));
    if (path.startsWith(TEXTS)) return this.#text(path.slice(TEXTS.length));
    const asset = (await this.#loadAssets()).get(path);
    if (asset) return assetAnswer(asset, head.headers);
    throw new HttpError(404, "There is nothing here; the room is at /, the files are at /files/");
  }

  /**
   * Answers a request for a file again that {@linkcode answer} has answered before, as the file may
   * have changed since.
   *
   * @throws {HttpError} If there is no such file any more.
   */
  fileAgain(head: RequestHead): Promise<Answer> {
    return this.#file(head, nameIn(head.path));
  }

  #check({ method, headers }: RequestHead): void {
    if (method !== "GET" && method !== "HEAD") {
      throw new HttpError(405, "Only GET and HEAD are answered here", { Allow: "GET, HEAD" });
    }
    if (headers.has("transfer-encoding") || (headers.get("content-length") ?? "0") !== "0") {
      throw new HttpError(400, "A request has no body here");
    }
    const host = headers.get("host")!;
    if (!isAllowedHost(host, this.#context.hosts)) {
      throw new HttpError(
        403,
        "This server is not known by that name; call it by its address, or start it with --web-host",
      );
    }
    if (!isOwnOrigin(headers.get("origin"), host)) {
      throw new HttpError(403, "Pages of other servers may not ask this one");
    }
  }

  /** Lets those have a file whom the room has given a ticket for it; the page of a member asks for one. */
  #checkTicket({ path, query }: RequestHead, origin: string): void {
    const ticket = new URLSearchParams(query).get("ticket");
    if (ticket !== null && path.startsWith(FILES)) {
      const { file } = refusingNow(() => this.#context.files.openTicket(ticket, origin));
      if (file === nameIn(path)) return;
    }
    throw new HttpError(
      403,
      "This server asks for a password: its files and texts are for clients that join",
    );
  }

  /** Loaded with the first request: who serves no browser does without. */
  async #loadAssets(): Promise<ReadonlyMap<string, Asset>> {
    this.#assets ??= import("./page_assets.ts").then(({ makeAssets }) => makeAssets());
    return await this.#assets;
  }

  async #fileList(): Promise<Answer> {
    const files = await refusing(() => this.#context.files.list());
    return {
      status: 200,
      headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" },
      body: new TextEncoder().encode(fileListPage(files)),
    };
  }

  /** The text of a message to everyone: private ones are not kept where others may read them. */
  #text(number: string): Answer {
    const seq = /^\d{1,15}$/.test(number) ? Number(number) : 0;
    const query = { after: seq - 1, before: seq + 1, count: 1, maxBytes: MAX_PAGE_BYTES };
    const [message] = seq > 0 ? this.#context.hub.past.page(query).messages : [];
    if (!message) throw new HttpError(404, "This text is not kept, or never was");
    return textAnswer(200, message.text, { "Cache-Control": "no-cache" });
  }

  async #file(head: RequestHead, name: string): Promise<Answer> {
    const { files, now } = this.#context;
    const file = await refusing(() => files.open(name));
    const answer = fileAnswer(head, file, {
      name,
      etag: entityTag(file, now()),
      sha256: files.knownDigest(name, file),
      ...presentationOf(name),
    });
    if (!answer.body) file[Symbol.dispose]();
    return answer;
  }
}

/** The name of a file in a path. */
function nameIn(path: string): string {
  try {
    return decodeURIComponent(path.slice(FILES.length));
  } catch {
    throw new HttpError(400, "A path is UTF-8, percent-encoded");
  }
}

/** Turns what the shared folder refuses into a status. */
async function refusing<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusingNow<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof ProtocolError)) return error;
  const status = error.code === "no-such-file" ? 404 : error.code === "ticket-wrong" ? 403 : 503;
  return new HttpError(status, error.message);
}
