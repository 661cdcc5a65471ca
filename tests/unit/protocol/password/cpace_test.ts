/** CPace: the draft's vectors, what makes an exchange fail, and what is refused. */
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  CpaceExchange,
  type CpaceOptions,
  isSameSecret,
  PROOF_BYTES,
} from "../../../../protocol/password/cpace.ts";
import { loadRistretto } from "../../../../protocol/password/ristretto.ts";
import { pure } from "../../../helpers/pure.ts";

const GROUP = await loadRistretto();

// draft-irtf-cfrg-cpace, "Test vector for CPace using group ristretto255 and hash SHA-512".
const VECTOR = {
  password: "Password",
  channel: "0b415f696e69746961746f720b425f726573706f6e646572",
  session: "7e4b4791d6a8ef019b936c79fb7f2c57",
  hashed:
    "da6d3ddc8802fca9058755ffd3ebde08a9c2c74945901a258482a288b6663af06bf645c93cd1c51512307199c80e84908916d983b34af77205f90851a657ee27",
  generator: "222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56",
  ya: "da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08",
  shareA: "d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157",
  yb: "d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d",
  shareB: "3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258",
  secret: "80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f",
  key:
    "b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447",
} as const;

const ABOUT = { client: text("ADa"), server: text("ADb") };

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hex(value: Uint8Array): string {
  return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function side(role: "client" | "server", options: Partial<CpaceOptions> = {}): CpaceExchange {
  return new CpaceExchange({
    group: GROUP,
    role,
    password: VECTOR.password,
    channel: bytes(VECTOR.channel),
    session: bytes(VECTOR.session),
    random: bytes(role === "client" ? VECTOR.ya : VECTOR.yb),
    about: ABOUT,
    ...options,
  });
}

pure("the group maps and multiplies as in the draft", () => {
  assertEquals(hex(GROUP.element(bytes(VECTOR.hashed))), VECTOR.generator);
  assertEquals(hex(GROUP.multiply(bytes(VECTOR.ya), bytes(VECTOR.generator))), VECTOR.shareA);
  assertEquals(hex(GROUP.multiply(bytes(VECTOR.yb), bytes(VECTOR.shareA))), VECTOR.secret);
});

pure("CpaceExchange makes the shares and the key of the draft", () => {
  const [client, server] = [side("client"), side("server")];
  assertEquals([hex(client.share), hex(server.share)], [VECTOR.shareA, VECTOR.shareB]);
  assertEquals(hex(client.finish(server.share).key), VECTOR.key);
  assertEquals(hex(server.finish(client.share).key), VECTOR.key);
});

pure("CpaceExchange proves to each side what the other knows", () => {
  const [client, server] = [side("client"), side("server")];
  const [ofClient, ofServer] = [client.finish(server.share), server.finish(client.share)];
  assertEquals(ofClient.proof.length, PROOF_BYTES);
  assertEquals(isSameSecret(ofClient.proof, ofServer.expected), true);
  assertEquals(isSameSecret(ofServer.proof, ofClient.expected), true);
  assertEquals(isSameSecret(ofClient.proof, ofServer.proof), false);
});

const FAILURES: Record<string, Partial<CpaceOptions>> = {
  "another password": { password: "password" },
  "another channel": { channel: text("the certificate of somebody in between") },
  "another session": { session: text("1") },
  "another role": { about: { client: text("x"), server: text("ADb") } },
};
for (const [name, options] of Object.entries(FAILURES)) {
  pure(`CpaceExchange fails with ${name}`, () => {
    const [client, server] = [side("client", options), side("server")];
    const [ofClient, ofServer] = [client.finish(server.share), server.finish(client.share)];
    assertEquals(isSameSecret(ofClient.proof, ofServer.expected), false);
    assertEquals(isSameSecret(ofServer.proof, ofClient.expected), false);
    assertNotEquals(hex(ofClient.key), hex(ofServer.key));
  });
}

pure("a proof is of no use in another exchange", () => {
  const heard = side("client").finish(side("server").share).proof;
  const later = side("server", { random: crypto.getRandomValues(new Uint8Array(32)) });
  assertEquals(isSameSecret(heard, later.finish(side("client").share).expected), false);
});

pure("CpaceExchange refuses what is no share", () => {
  const field = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
  const bad = ["", "00", "00".repeat(32), "ff".repeat(32), field, `${VECTOR.shareA}00`];
  for (const share of bad) {
    assertThrows(() => side("client").finish(bytes(share)), RangeError, undefined, share);
  }
});

pure("CpaceExchange refuses random bytes that are none", () => {
  for (const random of [new Uint8Array(31), new Uint8Array(32)]) {
    assertThrows(() => side("client", { random }), RangeError);
  }
});

pure("isSameSecret() compares lengths too", () => {
  assertEquals(isSameSecret(text("abc"), text("abc")), true);
  for (const other of ["abd", "ab", "abcd", ""]) {
    assertEquals(isSameSecret(text("abc"), text(other)), false);
    assertEquals(isSameSecret(text(other), text("abc")), false);
  }
});
