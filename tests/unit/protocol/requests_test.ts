/** Messages: each with its bytes, and every way to get one wrong. */
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "../../helpers/fast_check.ts";
import {
  checkResult,
  encodeMessage,
  errorBody,
  FrameDecoder,
  FrameType,
  MalformedRequestError,
  type Notice,
  parseNotice,
  parseReply,
  parseRequest,
  ProtocolError,
  type Reply,
  type Request,
  REQUESTS,
  type RequestType,
  type Result,
} from "../../../protocol/mod.ts";
import { pure } from "../../helpers/pure.ts";

/** A request of each type, with its payload. */
const ASKED: readonly [Request, string][] = [
  [{ id: 1, type: "hello", version: 1 }, '{"id":1,"type":"hello","version":1}'],
  [
    { id: 0, type: "hello", version: 1, name: "zoë" },
    '{"id":0,"type":"hello","version":1,"name":"zoë"}',
  ],
  [{ id: 1, type: "unlock", share: "ab" }, '{"id":1,"type":"unlock","share":"ab"}'],
  [{ id: 1, type: "unlock", password: "x" }, '{"id":1,"type":"unlock","password":"x"}'],
  [{ id: 2, type: "prove", proof: "cd" }, '{"id":2,"type":"prove","proof":"cd"}'],
  [{ id: 2, type: "login", name: "bob" }, '{"id":2,"type":"login","name":"bob"}'],
  [{ id: 2, type: "name", name: "" }, '{"id":2,"type":"name","name":""}'],
  [{ id: 3, type: "logout" }, '{"id":3,"type":"logout"}'],
  [{ id: 4, type: "who" }, '{"id":4,"type":"who"}'],
  [{ id: 5, type: "say", text: 'a "b"\n' }, '{"id":5,"type":"say","text":"a \\"b\\"\\n"}'],
  [
    { id: 6, type: "tell", to: "bob", text: "hi" },
    '{"id":6,"type":"tell","to":"bob","text":"hi"}',
  ],
  [{ id: 7, type: "files" }, '{"id":7,"type":"files"}'],
  [{ id: 7, type: "files", from: 9 }, '{"id":7,"type":"files","from":9}'],
  [{ id: 8, type: "get", name: "a b" }, '{"id":8,"type":"get","name":"a b"}'],
  [
    { id: 9, type: "history", before: 40, count: 20 },
    '{"id":9,"type":"history","before":40,"count":20}',
  ],
  [{ id: 9, type: "find", text: "tea" }, '{"id":9,"type":"find","text":"tea"}'],
  [{ id: 9, type: "help" }, '{"id":9,"type":"help"}'],
  [{ id: 2 ** 53 - 1, type: "bye" }, '{"id":9007199254740991,"type":"bye"}'],
  [
    { id: 1, type: "download", version: 1, ticket: "t", offset: 5 },
    '{"id":1,"type":"download","version":1,"ticket":"t","offset":5}',
  ],
  [{ id: 1, type: "unknown", asked: "FLY" }, '{"id":1,"type":"unknown","asked":"FLY"}'],
];

const ANSWERED: readonly [Reply, string][] = [
  [{ id: 1, ok: {} }, '{"id":1,"ok":{}}'],
  [{ id: 4, ok: { names: ["a", "b"] } }, '{"id":4,"ok":{"names":["a","b"]}}'],
  [
    { id: 2, error: { code: "name-taken", message: "Taken" } },
    '{"id":2,"error":{"code":"name-taken","message":"Taken"}}',
  ],
];

const NOTICED: readonly [Notice, string][] = [
  [
    { type: "message", from: "a", text: "b", time: 1, seq: 9 },
    '{"type":"message","from":"a","text":"b","time":1,"seq":9}',
  ],
  [
    { type: "message", from: "a", text: "b", private: true, time: 1, seq: 9 },
    '{"type":"message","from":"a","text":"b","private":true,"time":1,"seq":9}',
  ],
  [{ type: "joined", name: "a", time: 1 }, '{"type":"joined","name":"a","time":1}'],
  [{ type: "left", name: "a", time: 1 }, '{"type":"left","name":"a","time":1}'],
  [
    { type: "renamed", from: "a", to: "b", time: 1 },
    '{"type":"renamed","from":"a","to":"b","time":1}',
  ],
  [
    { type: "closing", code: "server-closing", message: "Bye" },
    '{"type":"closing","code":"server-closing","message":"Bye"}',
  ],
];

const KINDS: readonly [number, readonly [unknown, string][], (payload: Uint8Array) => unknown][] = [
  [FrameType.REQUEST, ASKED, parseRequest],
  [FrameType.REPLY, ANSWERED, parseReply],
  [FrameType.NOTICE, NOTICED, parseNotice],
];

pure("every message is encoded as its bytes", () => {
  for (const [type, table] of KINDS) {
    for (const [message, json] of table) {
      assertEquals(encodeMessage(type, message), bytesOf(type, json));
    }
  }
});

pure("every message is decoded from its bytes: whole, byte by byte, with trailing bytes", () => {
  for (const [type, table, parse] of KINDS) {
    for (const [message, json] of table) {
      const bytes = bytesOf(type, json);
      const trailing = new Uint8Array(bytes.length + 3);
      trailing.set(bytes);
      for (const chunks of [[bytes], Array.from(bytes, (b) => Uint8Array.of(b)), [trailing]]) {
        const decoder = new FrameDecoder();
        const frames = chunks.flatMap((chunk) => decoder.decode(chunk));
        assertEquals(frames.map((frame) => [frame.type, parse(frame.payload)]), [[type, message]]);
      }
    }
  }
});

pure("there is a row for each type of request", () => {
  assertEquals(new Set(ASKED.map(([{ type }]) => type)), new Set(Object.keys(REQUESTS)) as unknown);
});

pure("fields that no table names are dropped, inherited ones do not count", () => {
  assertEquals(request('{"id":1,"type":"who","colour":"red","__proto__":{"x":1}}'), {
    id: 1,
    type: "who",
  });
  malformed('{"id":1,"type":"say","__proto__":{"text":"hi"}}', "say needs text, of kind string", 1);
});

pure("parseRequest() reports a type it does not know, and what it was", () => {
  for (const asked of ["fly", "", "toString", "__proto__", "HELLO"]) {
    const json = JSON.stringify({ id: 3, type: asked, more: [] });
    assertEquals(request(json), { id: 3, type: "unknown", asked });
  }
});

pure("parseRequest() refuses what is no request, and names what is wrong", () => {
  for (const payload of ["", "{", "hello", '{"id":1}x', "\xff"]) {
    malformed(payload, "A payload is JSON in UTF-8");
  }
  for (const payload of ["null", "1", '"x"', "[]", "true"]) {
    malformed(payload, "A payload is a JSON object");
  }
  for (const id of ["-1", "1.5", '"1"', "null", "9007199254740992", "1e999", "[]"]) {
    malformed(`{"id":${id},"type":"who"}`, "A request needs id, of kind integer");
  }
  malformed('{"type":"who"}', "A request needs id, of kind integer");
  malformed("[".repeat(500_000), "A payload is JSON in UTF-8");
});

pure("parseRequest() refuses a bad field under the request's id", () => {
  malformed('{"id":1}', "A request needs type, of kind string", 1);
  malformed('{"id":1,"type":7}', "A request needs type, of kind string", 1);
  malformed('{"id":2,"type":"hello"}', "hello needs version, of kind integer", 2);
  malformed(
    '{"id":2,"type":"hello","version":1,"name":null}',
    "hello needs name, of kind string",
    2,
  );
  malformed('{"id":3,"type":"say","text":["hi"]}', "say needs text, of kind string", 3);
  malformed('{"id":4,"type":"tell","to":"bob"}', "tell needs text, of kind string", 4);
  malformed('{"id":5,"type":"files","from":-1}', "files needs from, of kind integer", 5);
});

pure("parseRequest() either returns a request or throws a ProtocolError", () => {
  fc.assert(fc.property(fc.json(), (json) => survives(() => request(json))));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => survives(() => parseRequest(bytes))));
});

pure("parseReply() wants an id, and ok or an error", () => {
  for (
    const json of [
      "{}",
      '{"id":1}',
      '{"ok":{}}',
      '{"id":1,"ok":1}',
      '{"id":1,"error":{}}',
      '{"id":1,"error":{"code":1,"message":"x"}}',
    ]
  ) assertThrows(() => parseReply(new TextEncoder().encode(json)), ProtocolError);
});

pure("checkResult() wants what the request was for", () => {
  const good: { [T in RequestType]?: Result<T> } = {
    who: { names: [] },
    files: { message: "m", count: 1, files: [{ name: "a", size: 0 }] },
    login: { name: "a" },
  };
  for (const [type, ok] of Object.entries(good)) {
    const result = ok as unknown as Record<string, unknown>;
    assertEquals(checkResult(type as RequestType, result), ok);
    assertThrows(() => checkResult(type as RequestType, {}), ProtocolError);
  }
  const bad = { message: "m", count: 1, files: [{ name: "a", size: -1 }] };
  assertThrows(() => checkResult("files", bad), ProtocolError, "files");
  assertThrows(() => checkResult("who", { names: ["a", 1] }), ProtocolError, "names");
});

pure("parseNotice() skips a type it does not know, and refuses a bad one", () => {
  const parse = (json: string) => parseNotice(new TextEncoder().encode(json));
  assertEquals(parse('{"type":"weather","text":"sun"}'), undefined);
  assertEquals(parse('{"type":"constructor"}'), undefined);
  assertThrows(() => parse('{"type":"joined"}'), ProtocolError, "joined needs name");
  assertThrows(() => parse('{"name":"joined"}'), ProtocolError, "A notice needs type");
});

pure("errorBody() says nothing of what is inside the server, and no more than a sentence", () => {
  assertEquals(errorBody(new ProtocolError("name-bad", "No")), { code: "name-bad", message: "No" });
  for (const error of [new TypeError("at /home/op/secret"), "secret", undefined]) {
    assertEquals(errorBody(error), {
      code: "server-fault",
      message: "The server failed at this request",
    });
  }
  const long = errorBody(new ProtocolError("name-bad", "x".repeat(1_000_000)));
  assertEquals(long.message.length, 300);
});

function request(json: string): unknown {
  return parseRequest(new TextEncoder().encode(json));
}

function malformed(payload: string, message: string, id?: number): void {
  const latin1 = Uint8Array.from(payload, (char) => char.charCodeAt(0));
  const error = assertThrows(() => parseRequest(latin1), ProtocolError);
  assertEquals([error.code, error.message], ["malformed-packet", message]);
  if (id === undefined) return;
  assertInstanceOf(error, MalformedRequestError);
  assertEquals(error.id, id);
}

function survives(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    assertInstanceOf(error, ProtocolError);
  }
}

function bytesOf(type: number, json: string): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(json);
  const bytes = new Uint8Array(5 + payload.length);
  new DataView(bytes.buffer).setUint32(0, 1 + payload.length);
  bytes[4] = type;
  bytes.set(payload, 5);
  return bytes;
}
