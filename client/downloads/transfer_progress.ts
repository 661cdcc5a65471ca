/** What a transfer is doing. */
export type Phase = "waiting" | "verifying" | "receiving";

/** How far a transfer is. */
export interface TransferProgress {
  /** What it is doing. */
  readonly phase: Phase;
  /** Bytes done, of this phase. */
  readonly done: number;
  /** Bytes there are to do. */
  readonly total: number;
}
