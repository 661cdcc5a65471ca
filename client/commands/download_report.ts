import { printed } from "../../protocol/mod.ts";
import { UNSAVED } from "../dialects/json.ts";
import { endSentence } from "../dialects/words/connection_words.ts";
import { eventLines } from "../dialects/words/event_words.ts";
import type { TransferProgress } from "../downloads/transfer_progress.ts";
import type { Target } from "../net/target.ts";
import { ProgressBoard } from "../screens/progress_board.ts";
import { StatusPrinter } from "../screens/status_printer.ts";
import { problem } from "../session/line.ts";
import type { ClientEvent } from "../session/events.ts";
import { JsonOutput } from "./json_output.ts";

/** How a command tells of its downloads. */
export interface DownloadReport {
  /** Tells of an event. */
  readonly tell: (event: ClientEvent) => void;
  /** Shows how far a download is; nothing once it has ended. */
  progress(name: string, progress: TransferProgress | undefined): void;
  /**
   * Tells the end.
   *
   * @param all Whether all is saved.
   * @returns The exit code.
   */
  end(all: boolean): Promise<number>;
}

/** In sentences, for people. */
export class TextReport implements DownloadReport {
  readonly #target: Target;
  readonly #status = new StatusPrinter();
  readonly #board?: ProgressBoard;
  /** Whether nobody reads the output any more. That is no failure: `head` has enough. */
  #isUnread = false;

  /** Begins a report of downloads from a server. */
  constructor(target: Target) {
    this.#target = target;
    if (!this.#status.isVisible) return;
    this.#board = new ProgressBoard({ draw: (lines) => this.#status.set(lines) });
  }

  /** Prints results on standard output, and errors on standard error. */
  readonly tell = (event: ClientEvent): void => {
    if (event.type === "failed" && event.failure.type === "unread") this.#isUnread = true;
    else if (event.type === "lost") {
      const why = endSentence(event.end, this.#target);
      this.#status.print(problem(printed`${why}; trying to come back`));
    } else for (const line of eventLines(event, () => "the same command")) this.#status.print(line);
  };

  /** Draws lines below, if standard error is a terminal. */
  progress(...far: Parameters<DownloadReport["progress"]>): void {
    this.#board?.update(...far);
  }

  /** Says nothing more. */
  end(all: boolean): Promise<number> {
    return Promise.resolve(all || this.#isUnread ? 0 : 1);
  }
}

/** In JSON objects, for programs. */
export class JsonReport implements DownloadReport {
  readonly #output = new JsonOutput();
  /** Prints an object. */
  readonly tell: DownloadReport["tell"] = this.#output.tell;

  /** Shows nothing: programs do not see progress. */
  progress(): void {}

  /** Prints whether all is saved. */
  async end(all: boolean): Promise<number> {
    if (all) this.#output.ok();
    else this.tell({ type: "refused", error: UNSAVED });
    await this.#output.check();
    return all ? 0 : 1;
  }
}
