/** The answer to a ClientHello: in pieces of any size, from any peer. */
import { assertEquals } from "@std/assert";
import {
  type CertificateAnswer,
  CertificateReader,
  MAX_ANSWER_BYTES,
} from "../../../../protocol/tls/certificate_answer.ts";
import { pure } from "../../../helpers/pure.ts";

const OWN = Uint8Array.from({ length: 310 }, (_, i) => i % 251);
const ISSUER = Uint8Array.from({ length: 900 }, (_, i) => i % 13);

/** A record of a TLS 1.2 server. */
function record(type: number, content: readonly number[]): number[] {
  return [type, 3, 3, content.length >> 8, content.length & 0xff, ...content];
}

function message(type: number, body: readonly number[]): number[] {
  return [type, ...uint24(body.length), ...body];
}

function uint24(n: number): number[] {
  return [n >> 16, (n >> 8) & 0xff, n & 0xff];
}

function certificates(...chain: Uint8Array[]): number[] {
  const list = chain.flatMap((each) => [...uint24(each.length), ...each]);
  return message(11, [...uint24(list.length), ...list]);
}

const SERVER_HELLO = message(2, new Array(70).fill(1));
const CHAIN: CertificateAnswer = { type: "certificates", chain: [OWN, ISSUER] };

/** What is fed, and what comes of it: nothing, if more is to come. */
const CASES: Record<string, [number[], CertificateAnswer | undefined]> = {
  "one record for each message": [
    [...record(22, SERVER_HELLO), ...record(22, certificates(OWN, ISSUER))],
    CHAIN,
  ],
  "all messages in one record": [
    record(22, [...SERVER_HELLO, ...certificates(OWN, ISSUER), ...message(14, [])]),
    CHAIN,
  ],
  "a message over three records": [
    [
      ...record(22, [...SERVER_HELLO, ...certificates(OWN, ISSUER).slice(0, 2)]),
      ...record(22, certificates(OWN, ISSUER).slice(2, 600)),
      ...record(22, certificates(OWN, ISSUER).slice(600)),
    ],
    CHAIN,
  ],
  "an alert": [record(21, [2, 70]), { type: "alert", description: 70 }],
  "plain text": [[...new TextEncoder().encode("This is a chat server")], { type: "not-tls" }],
  "HTTP": [[...new TextEncoder().encode("HTTP/1.1 400 Bad")], { type: "not-tls" }],
  "a chat frame": [[0, 0, 0, 20, 3], { type: "not-tls" }],
  "a record of another version": [[22, 9, 9, 0, 1, 1], { type: "not-tls" }],
  "an empty record": [[22, 3, 3, 0, 0], { type: "not-tls" }],
  "a record that is too long": [[22, 3, 3, 0xff, 0xff], { type: "not-tls" }],
  "a message that is too long": [record(22, [11, 0xff, 0, 0, 1]), { type: "not-tls" }],
  "no certificate in the message": [record(22, message(11, [0, 0, 0])), { type: "not-tls" }],
  "a certificate that is longer than its message": [
    record(22, message(11, [0, 0, 4, 0, 9, 9, 1])),
    { type: "not-tls" },
  ],
  "half a record": [[22, 3, 3, 1, 0, 2, 2, 2], undefined],
  "nothing": [[], undefined],
};

function feed(bytes: Uint8Array, size: number): CertificateAnswer | undefined {
  const reader = new CertificateReader();
  for (let at = 0; at < bytes.length; at += size) {
    const answer = reader.push(bytes.subarray(at, at + size));
    if (answer) return answer;
  }
}

for (const [name, [bytes, answer]] of Object.entries(CASES)) {
  pure(`CertificateReader finds the answer in ${name}, whole and byte by byte`, () => {
    for (const size of [1, 2, 7, 1_000, 100_000]) {
      assertEquals(feed(Uint8Array.from(bytes), size), answer, `pieces of ${size}`);
    }
  });
}

pure("CertificateReader gives up at its bound, and not before", () => {
  const one = Uint8Array.from(record(22, message(2, new Array(16_000).fill(0))));
  const reader = new CertificateReader();
  let fed = 0;
  for (; fed + one.length <= MAX_ANSWER_BYTES; fed += one.length) {
    assertEquals(reader.push(one), undefined);
  }
  assertEquals(reader.push(new Uint8Array(MAX_ANSWER_BYTES - fed + 1)), { type: "not-tls" });
});
