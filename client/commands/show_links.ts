import { type Ask, printed, type Result } from "../../protocol/mod.ts";
import type { PlainServices } from "../../types/plain_session.d.ts";
import type { Tell } from "../downloads/events.ts";
import { expand } from "../downloads/expand.ts";
import { DownloadError } from "../downloads/failure.ts";
import { type Line, out, problem } from "../session/line.ts";

/** Most links that one request shows. */
const MAX_LINKS = 50;

/** Where the links are shown, and what becomes of the request. */
export interface LinkReader {
  /** Takes a line. */
  readonly show: (line: Line) => void;
  /** Takes what failed. */
  readonly tell: Tell;
}

/**
 * Shows a link to each shared file that matches a name or a pattern, for those who cannot download
 * by themselves. Each has a ticket, in case the server gives no files without one.
 *
 * @returns Whether there is a link to every file.
 */
export async function showLinks(
  wanted: string,
  { ask, linkTo }: Pick<PlainServices, "ask" | "linkTo">,
  { show, tell }: LinkReader,
): Promise<boolean> {
  try {
    const page = (from: number) => asked(ask, { type: "files", from }) as Promise<Result<"files">>;
    const names = await expand(wanted, page);
    for (const name of names.slice(0, MAX_LINKS)) {
      const { ticket } = await asked(ask, { type: "get", name }) as Result<"get">;
      const link = linkTo(name, ticket);
      if (link === undefined) return fail(show, name);
      show(out(printed`${link}`));
    }
    if (names.length <= MAX_LINKS) return true;
    show(problem(printed`${names.length - MAX_LINKS} more files match: name fewer at a time`));
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    tell({ type: "failed", name: wanted, failure: error.failure });
  }
  return false;
}

function asked(ask: PlainServices["ask"], request: Ask): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  ask(request, (outcome) => {
    if ("ok" in outcome) resolve(outcome.ok);
    else reject(new DownloadError({ type: "refused", error: outcome.error }));
  });
  return promise;
}

function fail(show: LinkReader["show"], name: string): false {
  show(problem(printed`No link to ${name}: this server does not serve browsers`));
  return false;
}
