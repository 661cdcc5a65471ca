import { testWith } from "./needs.ts";
import { Program, serve } from "./program.ts";
import { startServer } from "./test_server.ts";
import { User } from "./user.ts";

/** The user of a client, in this process or another. */
export type Player = Pick<User, "lines" | "errors" | "type" | "line" | "exit"> & AsyncDisposable;

/** A server, and a way to join it. */
export interface Stage {
  /** The server's port. */
  readonly port: number;
  /** Joins it, speaking a dialect. */
  enter(dialect: string, username?: string): Player;
}

/**
 * Registers a test twice: with server and clients in this process, which needs only the network,
 * and with the real program. Neither limits a rate.
 */
export function testOnStages(name: string, play: (stage: Stage) => Promise<void>): void {
  Deno.test(`${name}, in one process`, async () => {
    await using server = startServer();
    const { port } = server;
    await play({ port, enter: (dialect, username) => new User(port, dialect, username) });
  });
  testWith(["run", "read", "env"], `${name}, by the program`, async () => {
    const { server, port } = await serve(["--rate", "0"]);
    await using _server = server;
    await play({
      port: Number(port),
      enter(dialect, username) {
        const name = username === undefined ? [] : [username];
        return Program.start(["connect", "--dialect", dialect, ...name, "127.0.0.1", port]);
      },
    });
  });
}
