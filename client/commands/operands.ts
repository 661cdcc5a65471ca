import { DEFAULT_PORT } from "../../protocol/mod.ts";
import { parseTarget } from "../net/parse_target.ts";
import type { Target } from "../net/target.ts";

/** The user and the server of a command line. */
export interface JoinOperands {
  /** The name to take, if one was given. */
  readonly username?: string;
  /** The server. */
  readonly target: Target;
  /** Others of the same room, which are tried in turn; missing if none was given. */
  readonly others?: readonly Target[];
}

/** Several servers: `HOST:PORT,HOST:PORT`, perhaps behind `NAME@`. */
const SEVERAL = /^([^,]+:\d+),(.+)$/;

/** `HOST:PORT`; an IPv6 address in brackets. */
const HOST_AND_PORT = /^(\[[^\]]+\]|[^:[\]]+):(\d+)$/;

/** `NAME@HOST` and what may follow. */
const NAME_AT_HOST = /^([^@]+)@(.+)$/;

/**
 * Parses `[USERNAME] [HOST [PORT] | HOST:PORT]` or `USERNAME@HOST[:PORT]`. A single word is a name;
 * the server is then on this machine. Without a port, it is the default one.
 *
 * @param operands 1 to 3 of them.
 * @throws {SyntaxError} If they have another form.
 *
 * @example
 * ```ts
 * import { readJoinOperands } from "./operands.ts";
 *
 * readJoinOperands(["alice"]); // alice, at localhost, port 5555
 * readJoinOperands(["alice@example.org"]); // alice, at example.org, port 5555
 * readJoinOperands(["alice", "example.org:5000"]); // alice, at example.org, port 5000
 * readJoinOperands(["example.org", "5000"]); // nobody, at example.org, port 5000
 * readJoinOperands(["alice", "a.example:5000,b.example:5000"]); // alice, at one of two servers
 * ```
 */
export function readJoinOperands(operands: readonly string[]): JoinOperands {
  const at = operands.findIndex((operand) => SEVERAL.test(operand));
  if (at < 0) return readOnePlace(operands);
  const [, first, others] = SEVERAL.exec(operands[at]!)!;
  return {
    ...readOnePlace(operands.with(at, first!)),
    others: others!.split(",").map((each) => {
      const target = parseTarget(each);
      if (target) return target;
      throw new SyntaxError(`Servers must be HOST:PORT,HOST:PORT, received ${each}`);
    }),
  };
}

function readOnePlace(operands: readonly string[]): JoinOperands {
  const [first, ...rest] = operands;
  if (first === undefined) throw new SyntaxError("connect needs a username, or a host and a port");
  if (rest.length === 2 && isPort(rest[1])) return { username: first, target: readPlace(rest) };
  if (/^@|@$/.test(first)) {
    throw new SyntaxError(
      `USERNAME@HOST needs a username before the @ and a host after it, received ${first}`,
    );
  }
  const [, name, host] = NAME_AT_HOST.exec(first) ?? [];
  if (name !== undefined) return { username: name, target: readPlace([host!, ...rest]) };
  if (operands.length > 3) {
    throw new SyntaxError(`connect takes no fourth operand, received ${operands[3]}`);
  }
  if (rest.length === 2) return { username: first, target: readPlace(rest) };
  if (HOST_AND_PORT.test(first) || isPort(rest[0])) return { target: readPlace(operands) };
  return { username: first, target: readPlace(rest.length === 0 ? ["localhost"] : rest) };
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^\d+$/.test(text);
}

/** Parses `HOST PORT`, `HOST:PORT` or `HOST`. */
function readPlace([host, port, more]: readonly string[]): Target {
  if (more !== undefined) throw new SyntaxError(`connect takes no more, received ${more}`);
  if (port !== undefined) return readTarget(host!, port);
  return HOST_AND_PORT.test(host!) ? readTarget(host!) : readTarget(host!, `${DEFAULT_PORT}`);
}

/**
 * Parses the server and the rest: `HOST PORT …` or `HOST:PORT …`.
 *
 * @param command The command's name, for the error.
 * @returns The server, and the operands after it.
 * @throws {SyntaxError} If the server is missing, or the port is wrong.
 */
export function readServer(
  operands: readonly string[],
  command: string,
): { target: Target; rest: readonly string[] } {
  const [first, second] = operands;
  if (first !== undefined && HOST_AND_PORT.test(first)) {
    return { target: readTarget(first), rest: operands.slice(1) };
  }
  if (second === undefined) throw new SyntaxError(`${command} needs a host and a port`);
  return { target: readTarget(first!, second), rest: operands.slice(2) };
}

/** Parses a host and a port, in one word or two. */
function readTarget(host: string, port?: string): Target {
  if (port === undefined) {
    const [, before, after] = HOST_AND_PORT.exec(host)!;
    return readTarget(before!, after);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new SyntaxError(`PORT must be 1 to 65535, received ${port}`);
  }
  if (host === "") throw new SyntaxError("HOST must not be empty");
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
}
