/**
 * The numbers that both ends of a conversation must agree on.
 *
 * @module
 */

/** Version of the wire format, sent in `hello` and `download`. */
export const PROTOCOL_VERSION = 1;

/** Size of the length field of a frame in bytes: unsigned, big-endian. */
export const LENGTH_BYTES = 4;

/**
 * Maximum length of a frame in bytes, as its length field announces it: type byte and payload.
 *
 * The longest legal text is 65,535 characters; a JSON encoder that escapes everything outside ASCII
 * spends 12 bytes on each, 786,420 together. Because it is below 2^24, the first byte of every
 * conversation is 0x00, which distinguishes a chat client from an HTTP or TLS one.
 */
export const MAX_FRAME_BYTES = 1_048_576;

/** Maximum length of a frame in bytes before the connection has said `hello`. */
export const MAX_EARLY_FRAME_BYTES = 4_096;

/**
 * Maximum length of a text in characters (Unicode code points). Source: the chatroom assignment.
 */
export const MAX_TEXT_CHARS = 65_535;

/**
 * Maximum length of a name in characters (Unicode code points). Source: the chatroom assignment.
 */
export const MAX_NAME_CHARS = 20;

/**
 * Maximum length of a name in UTF-16 units before normalization. A longer one is refused first,
 * because normalizing takes time proportional to the square of the length.
 */
export const MAX_NAME_UNITS = 200;

/** Maximum length of a shared file's path in UTF-16 units. Today's systems have no longer ones. */
export const MAX_PATH_UNITS = 4_096;

/**
 * Maximum length of an error's sentence in characters. What it quotes could be as long as a frame.
 */
export const MAX_SENTENCE_CHARS = 300;

/** Number of messages to everyone that are kept for clients that come back, at least. */
export const MAX_MISSED_MESSAGES = 200;

/** Most earlier messages that a client is sent on one request. */
export const MAX_PAGE_MESSAGES = 200;

/** How many earlier messages a request asks for that does not say so. */
export const DEFAULT_PAGE_MESSAGES = 50;

/** Most bytes of earlier messages that a client is sent on one request: a quarter of its queue. */
export const MAX_PAGE_BYTES = 262_144;

/** Most characters (Unicode code points) of a text to find. */
export const MAX_FIND_CHARS = 256;

/** Maximum size in bytes of the private messages kept for a client that may come back. */
export const MAX_MISSED_PRIVATE_BYTES = 262_144;

/** How long a client can come back after its connection ended, in ms. */
export const COME_BACK_MS = 120_000;

/** How long a client or a server may be silent before it gets a ping, in ms. */
export const PING_AFTER_MS = 30_000;

/** How long it may then stay silent before the connection counts as lost, in ms. */
export const GONE_AFTER_MS = 60_000;

/** How many downloads of one user run at a time. Client and server both make the others wait. */
export const DOWNLOADS_AT_ONCE = 4;

/**
 * How long connecting and the answer to hello may take, in ms. The user learns within 10 s of
 * starting the client that there is no server.
 */
export const ANSWER_TIMEOUT_MS = 9_000;

/** Default port of both commands. */
export const DEFAULT_PORT = 5555;
