import type { Failure } from "./failure.ts";

/** What downloads tell of. */
export type DownloadEvent =
  /** A file is saved, or was there before. */
  | {
    readonly type: "downloaded";
    readonly name: string;
    readonly size: number;
    /** Where it is. */
    readonly path: string;
    /** Whether it was there before, and nothing was transferred. */
    readonly already: boolean;
  }
  /** A download has ended without a file. */
  | {
    readonly type: "failed";
    /** The file; or what was asked for, if that stands for no file. */
    readonly name: string;
    readonly failure: Failure;
    /** How much of it is kept to go on with, in bytes. */
    readonly kept?: { readonly bytes: number; readonly size: number };
  }
  /** A download goes on with what an earlier one left. */
  | {
    readonly type: "resumed";
    readonly name: string;
    readonly path: string;
    readonly bytes: number;
    readonly size: number;
  }
  /** It begins anew: the file is another one on the server now. */
  | { readonly type: "restarted"; readonly name: string }
  /** It begins anew: what an earlier one left is wrong, and has another name now. */
  | { readonly type: "part-wrong"; readonly name: string; readonly setAside: string }
  /** Where its part goes, there was something else, which has another name now. */
  | { readonly type: "part-foreign"; readonly name: string; readonly path: string }
  /** There is no such download to be ended. */
  | { readonly type: "not-running"; readonly wanted: string };

/** Takes what happens to downloads. */
export type Tell = (event: DownloadEvent) => void;
