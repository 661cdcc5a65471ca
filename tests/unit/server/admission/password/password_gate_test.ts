/** The gate: who passes it, what it costs to guess, and what is never computed. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../../../protocol/mod.ts";
import { CpaceExchange, isSameSecret } from "../../../../../protocol/password/cpace.ts";
import { loadRistretto } from "../../../../../protocol/password/ristretto.ts";
import { PasswordGate } from "../../../../../server/admission/password/password_gate.ts";
import { pure } from "../../../../helpers/pure.ts";

const GROUP = await loadRistretto();
const PASSWORD = "lamp-river-stone";
const FINGERPRINT = "AB:CD";

function gate(fingerprint = FINGERPRINT): PasswordGate {
  return new PasswordGate({ password: PASSWORD, fingerprint, now: () => 0 });
}

/** A client that notes how long it is made to wait. */
function guesser(stays = true) {
  const waits: number[] = [];
  const pause = (ms: number) => (waits.push(ms), Promise.resolve(stays));
  return { origin: "192.0.2.1", pause, waits };
}

function client(password = PASSWORD, fingerprint = FINGERPRINT): CpaceExchange {
  const channel = new TextEncoder().encode(fingerprint);
  const random = crypto.getRandomValues(new Uint8Array(32));
  return new CpaceExchange({ group: GROUP, role: "client", password, channel, random });
}

pure("PasswordGate lets in who proves the password, and proves it too", async () => {
  const own = client();
  const exchange = await gate().begin(own.share, guesser());
  const { proof, expected } = own.finish(exchange.share);
  assertEquals(isSameSecret(exchange.judge(proof), expected), true);
});

const WRONG: Record<string, CpaceExchange> = {
  "another password": client("lamp-river-stones"),
  "the password over another certificate": client(PASSWORD, "EF:01"),
};
for (const [name, own] of Object.entries(WRONG)) {
  pure(`PasswordGate refuses ${name}`, async () => {
    const exchange = await gate().begin(own.share, guesser());
    const { proof } = own.finish(exchange.share);
    const error = assertThrows(() => exchange.judge(proof), ProtocolError);
    assertEquals(error.code, "password-wrong");
  });
}

pure("PasswordGate judges a proof once, and none of another exchange", async () => {
  const [one, other] = [client(), client()];
  const lock = gate();
  const first = await lock.begin(one.share, guesser());
  const { proof } = one.finish(first.share);
  const second = await lock.begin(other.share, guesser());
  assertThrows(() => second.judge(proof), ProtocolError);
  const replayed = await lock.begin(one.share, guesser());
  assertThrows(() => replayed.judge(proof), ProtocolError);
  first.judge(proof);
  assertThrows(() => first.judge(proof), ProtocolError);
});

pure("PasswordGate.check() takes the password in any normalization, and nothing else", async () => {
  const lock = new PasswordGate({ password: "caf\u00e9-lamp", now: () => 0 });
  await lock.check("cafe\u0301-lamp ", guesser());
  for (const wrong of ["", "cafe-lamp", "caf\u00e9-lam", "caf\u00e9-lamps"]) {
    await assertRejects(() => lock.check(wrong, guesser()), ProtocolError, "Wrong password");
  }
});

pure("PasswordGate makes a sixth guess wait, and forgets one whose client has gone", async () => {
  const lock = gate();
  const who = guesser();
  for (let i = 0; i < 5; i++) await assertRejects(() => lock.check("wrong", who), ProtocolError);
  assertEquals(who.waits, []);
  const gone = guesser(false);
  for (let i = 0; i < 3; i++) await assertRejects(() => lock.check(PASSWORD, gone), ProtocolError);
  assertEquals(gone.waits, [12_000, 12_000, 12_000]);
  await lock.check(PASSWORD, who);
  assertEquals(who.waits, [12_000]);
});

pure("PasswordGate counts an exchange that is broken off as a guess", async () => {
  const lock = gate();
  const who = guesser();
  for (let i = 0; i < 6; i++) await lock.begin(client().share, who);
  assertEquals(who.waits, [12_000]);
});

pure("who knows the password is never made to wait by its own tries", async () => {
  const lock = gate();
  const who = guesser();
  for (let i = 0; i < 20; i++) {
    const own = client();
    const exchange = await lock.begin(own.share, who);
    exchange.judge(own.finish(exchange.share).proof);
  }
  assertEquals(who.waits, []);
});
