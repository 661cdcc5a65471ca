/** The phase of a transfer. */
export type Phase = "waiting" | "verifying" | "receiving";

/** The progress of a transfer. */
export interface TransferProgress {
  /** The current phase. */
  readonly phase: Phase;
  /** Number of bytes done in this phase. */
  readonly done: number;
  /** Total number of bytes in this phase. */
  readonly total: number;
}
