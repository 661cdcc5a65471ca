import { nkeys } from "npm:@nats-io/transport-node@3.4.0";

const ENCODER = new TextEncoder();

/** A NATS server that asks for credentials: its configuration, and the file of somebody who has some. */
export interface NatsCredentials {
  /** For `nats-server --config`; JetStream is on for whoever logs in. */
  readonly config: string;
  /** For `chat serve --cluster-creds`. */
  readonly creds: string;
}

/** Makes an operator of NATS, an account and a user in it. */
export function makeNatsCredentials(): NatsCredentials {
  const operator = nkeys.createOperator();
  const [system, account] = [nkeys.createAccount(), nkeys.createAccount()];
  const user = nkeys.createUser();
  const all = { subs: -1, data: -1, payload: -1 };
  const disk = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const links = { conn: -1, leaf: -1, imports: -1, exports: -1, wildcards: true };
  const operatorToken = token(operator, operator, { type: "operator", version: 2 });
  const of = (limits: object) => ({ type: "account", version: 2, limits });
  const systemToken = token(operator, system, of({ ...all, ...links }));
  const accountToken = token(operator, account, of({ ...all, ...links, ...disk }));
  const userToken = token(account, user, { ...{ type: "user", version: 2 }, ...all });
  const seed = new TextDecoder().decode(user.getSeed());
  return {
    config: [
      `operator: ${operatorToken}`,
      "resolver: MEMORY",
      `system_account: ${system.getPublicKey()}`,
      "resolver_preload: {",
      `  ${system.getPublicKey()}: ${systemToken}`,
      `  ${account.getPublicKey()}: ${accountToken}`,
      "}",
    ].join("\n"),
    creds: [
      "-----BEGIN NATS USER JWT-----",
      userToken,
      "------END NATS USER JWT------",
      "-----BEGIN USER NKEY SEED-----",
      seed,
      "------END USER NKEY SEED------",
      "",
    ].join("\n"),
  };
}

type Keys = ReturnType<typeof nkeys.createUser>;

/** A token by which one key vouches for another. */
function token(issuer: Keys, subject: Keys, nats: Record<string, unknown>): string {
  const claims = {
    jti: crypto.randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    name: "test",
    sub: subject.getPublicKey(),
    nats,
  };
  const body = [{ typ: "JWT", alg: "ed25519-nkey" }, claims]
    .map((part) => encode(ENCODER.encode(JSON.stringify(part)))).join(".");
  return `${body}.${encode(issuer.sign(ENCODER.encode(body)))}`;
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "");
}
