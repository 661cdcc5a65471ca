import type { Busy } from "./load/load.ts";
import type { Contender, Server } from "./servers/server.ts";

/** What one run measured, by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** Somebody who is measured. */
export interface Subject {
  /** What the tables call it. */
  readonly name: string;
  /** The program that it needs and that may not be installed. */
  readonly program?: string;
  /** Measures once; the folder is its own, and in memory. */
  measure(folder: string): Promise<Figures>;
}

/** A figure that is to be so good, compared with another one of the same run. */
export interface Goal {
  /** Whose figure, and which. */
  readonly of: readonly [subject: string, figure: string];
  /** Compared with whose, and which. */
  readonly against: readonly [subject: string, figure: string];
  /** The ratio must be at least this. */
  readonly atLeast?: number;
  /** The ratio must be at most this. */
  readonly atMost?: number;
}

/** Something that is measured on several subjects side by side. */
export interface Case {
  /** What the tables call it. */
  readonly name: string;
  /** What is measured. */
  readonly about: string;
  /** What the figures are in. */
  readonly unit: string;
  /** Who is measured, in turn. */
  readonly subjects: readonly Subject[];
  /** What is aimed at. */
  readonly goals: readonly Goal[];
  /**
   * Most runs that this case takes part in: one that takes minutes does not need many.
   *
   * @default {Infinity}
   */
  readonly maxRuns?: number;
}

/** A subject that is a server: started afresh for each run, and stopped after it. */
export function served(
  contender: Contender,
  measure: (server: Server, folder: string) => Promise<Figures>,
): Subject {
  const { name, program } = contender;
  return {
    name,
    program,
    async measure(folder) {
      await using server = await contender.start(folder);
      return await measure(server, folder);
    },
  };
}

/** Both sides' share of a processor, as figures. */
export function busyFigures({ server, generator }: Busy): Figures {
  return { "server CPU": server, "generator CPU": generator };
}
