import type { IrcClient } from "../irc_client.ts";
import type { IrcMessage } from "../irc_message.ts";

/** A command that clients may send. */
export interface IrcCommand {
  /** Minimum number of parameters. */
  readonly least?: number;
  /** Whether it may be sent before the client is registered. */
  readonly isEarly?: boolean;
  /** Whether the door itself tells other IRC clients of it: then it is charged like a text. */
  readonly isTold?: boolean;
  /**
   * Obeys it.
   *
   * @param bytes How many bytes the line has.
   * @returns What to wait for before the next line, if anything.
   */
  readonly run: (
    client: IrcClient,
    message: IrcMessage,
    bytes: number,
  ) => Promise<void> | undefined | void;
}

/** Commands by name. */
export type IrcCommands = Readonly<Record<string, IrcCommand>>;
