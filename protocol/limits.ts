/**
 * Every number that both ends of a conversation must agree on.
 *
 * @module
 */

/** Version of the wire format, sent in `hello` and `download`. */
export const PROTOCOL_VERSION = 1;

/** Bytes of the length field that opens a frame: unsigned, big-endian. */
export const LENGTH_BYTES = 4;

/**
 * Most bytes a frame's length field may announce (type byte and payload).
 *
 * The longest legal text is 65,535 characters; a JSON encoder that escapes everything outside ASCII
 * spends 12 bytes on each, 786,420 together. Staying below 2^24 keeps the first byte of every
 * conversation 0x00, which tells a chat client from an HTTP or TLS one.
 */
export const MAX_FRAME_BYTES = 1_048_576;

/** Most bytes a frame may announce before the connection said `hello`. */
export const MAX_EARLY_FRAME_BYTES = 4_096;

/** Most characters (Unicode code points) of a text. Source: the chatroom assignment. */
export const MAX_TEXT_CHARS = 65_535;

/** Most characters (Unicode code points) of a name. Source: the chatroom assignment. */
export const MAX_NAME_CHARS = 20;

/**
 * Most UTF-16 units of a name that is looked at: a longer one is refused before it is normalized,
 * which takes time in proportion to the square of the length.
 */
export const MAX_NAME_UNITS = 200;

/** Most UTF-16 units of a shared file's path: no system of today has longer ones. */
export const MAX_PATH_UNITS = 4_096;

/** Most characters of an error's sentence: what it quotes can be as long as a frame. */
export const MAX_SENTENCE_CHARS = 300;

/** Most messages to everyone that a client which comes back is shown. */
export const MAX_MISSED_MESSAGES = 200;

/** Most bytes of text of private messages that are kept for a client which may come back. */
export const MAX_MISSED_PRIVATE_BYTES = 262_144;

/** How long a client can come back after its connection ended, in ms. */
export const COME_BACK_MS = 120_000;

/** How long a client or a server may be silent, in ms, before it is sent a ping. */
export const PING_AFTER_MS = 30_000;

/** How long it may then stay silent, in ms, before its connection is given up. */
export const GONE_AFTER_MS = 60_000;

/** How many downloads of one user run at once; a client and a server each let the others wait. */
export const DOWNLOADS_AT_ONCE = 4;

/**
 * How long a server may take to be connected to and to answer a hello, in ms, before the client
 * gives up: its user knows within 10 s of starting it.
 */
export const ANSWER_TIMEOUT_MS = 9_000;

/** Port that both commands use unless told otherwise. */
export const DEFAULT_PORT = 5555;
