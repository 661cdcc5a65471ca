import { CLUSTER_VERSION } from "./cluster_record.ts";

/** Within which time the same is not written twice, in ns: for as long as a client may come back. */
const DUPLICATE_WINDOW_NS = 120_000_000_000;

/** Most bytes of a log that this program makes. Its operator may change that in NATS. */
const MAX_BYTES = 1_073_741_824;

/** How long its entries are kept, in ns: 30 days. */
const MAX_AGE_NS = 30 * 24 * 3600 * 1e9;

/** Code of the API of JetStream for a stream that is not there. */
const NOT_FOUND = 10059;

/** A room's log in NATS, and the subjects of its servers. */
export interface RoomStream {
  /** The stream. */
  readonly name: string;
  /** Names this stream and no later one of the same name. */
  readonly id: string;
  /** Subject to write to. */
  readonly input: string;
  /** Subject on which everything comes that was written, with its number. */
  readonly output: string;
  /** Makes the whole of a subject. */
  subject(part: string): string;
}

/** The configuration of a log; the parts that are looked at. */
export interface FoundConfig {
  /** What its maker says of it. */
  readonly description?: string;
  /** Where to it tells of what is written. */
  readonly republish?: { readonly dest: string };
  /** Whether its entries can be read one by one. */
  readonly allow_direct?: boolean;
  /** Within which time the same is not written twice, in ns. */
  readonly duplicate_window?: number;
}

/** A log as NATS describes it. */
export interface FoundStream {
  /** How it is configured. */
  readonly config: FoundConfig;
  /** When it was made. */
  readonly created: string;
}

/** The part of NATS that manages logs. */
export interface StreamManager {
  /** Describes a log. */
  info(name: string): Promise<FoundStream>;
  /** Makes a log. */
  add(config: { name: string }): Promise<FoundStream>;
}

/**
 * Opens a room's log, and makes it if there is none.
 *
 * @param room The room's name.
 * @param label Where NATS is, for errors.
 * @throws {Error} If the log is of another version or another kind.
 */
export async function openStream(
  manager: StreamManager,
  room: string,
  label: string,
): Promise<RoomStream> {
  const prefix = `chat.${room}`;
  const name = `chat-${room}`;
  const wanted = configOf(name, prefix);
  // If it cannot be made, another server may just have done so.
  const { config, created } = await infoOf(manager, name) ??
    await manager.add(wanted).catch(() => manager.info(name));
  check(config, wanted, label);
  return {
    name,
    id: `${name}@${created}`,
    input: `${prefix}.in`,
    output: `${prefix}.out`,
    subject: (part) => `${prefix}.${part}`,
  };
}

function configOf(name: string, prefix: string) {
  return {
    name,
    description: `chat, version ${CLUSTER_VERSION}`,
    subjects: [`${prefix}.in`],
    republish: { src: `${prefix}.in`, dest: `${prefix}.out` },
    allow_direct: true,
    duplicate_window: DUPLICATE_WINDOW_NS,
    max_bytes: MAX_BYTES,
    max_age: MAX_AGE_NS,
  };
}

async function infoOf(manager: StreamManager, name: string): Promise<FoundStream | undefined> {
  try {
    return await manager.info(name);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return (error as { code?: number }).code === NOT_FOUND;
}

function check(found: FoundConfig, wanted: ReturnType<typeof configOf>, label: string): void {
  if (found.description !== wanted.description) {
    throw new Error(
      `The room at ${label} is "${found.description}", this program needs ` +
        `"${wanted.description}": run the same version on all servers, or another room`,
    );
  }
  const { republish, allow_direct, duplicate_window } = found;
  if (republish?.dest === wanted.republish.dest && allow_direct && duplicate_window! > 0) return;
  throw new Error(
    `The stream ${wanted.name} at ${label} was not made by chat: remove it, or use another room`,
  );
}
