import type { Failure } from "./failure.ts";

/** The events of downloads. */
export type DownloadEvent =
  /** A file is saved, or was there already. */
  | {
    readonly type: "downloaded";
    readonly name: string;
    readonly size: number;
    /** Its path. */
    readonly path: string;
    /** Whether it was there already, so that nothing was transferred. */
    readonly already: boolean;
  }
  /** A download has ended without a file. */
  | {
    readonly type: "failed";
    /** The file, or the request if no file matches it. */
    readonly name: string;
    readonly failure: Failure;
    /** Number of bytes that are kept to continue it. */
    readonly kept?: { readonly bytes: number; readonly size: number };
  }
  /** A download continues an earlier one. */
  | {
    readonly type: "resumed";
    readonly name: string;
    readonly path: string;
    /** Number of bytes that the earlier one kept. The last of them are downloaded again. */
    readonly bytes: number;
    readonly size: number;
  }
  /** It starts over: the file has changed on the server. */
  | { readonly type: "restarted"; readonly name: string }
  /** It starts over: what an earlier one left is wrong, and was renamed. */
  | { readonly type: "part-wrong"; readonly name: string; readonly setAside: string }
  /** Another file had the name of its part, and was renamed. */
  | { readonly type: "part-foreign"; readonly name: string; readonly path: string }
  /** The server is busy: it is tried again after a while. */
  | { readonly type: "busy"; readonly name: string }
  /** It is running already, for another request. */
  | { readonly type: "running"; readonly name: string }
  /** There is no such download to cancel. */
  | { readonly type: "not-running"; readonly wanted: string };

/** Takes the events of downloads. */
export type Tell = (event: DownloadEvent) => void;
