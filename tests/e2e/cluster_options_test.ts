/** What `chat serve --cluster` says when it cannot do that. */
import { assertEquals, assertMatch } from "@std/assert";
import { connect, jetstreamManager } from "../helpers/nats_packages.ts";
import { NATS_PROGRAM, NatsServer } from "../helpers/nats_server.ts";
import { testWith } from "../helpers/needs.ts";
import { Program } from "../helpers/program.ts";

const NEEDS = ["read", "write", "run", "env"] as const;

const serve = (...args: string[]) =>
  Program.run(["serve", "--port", "0", "--host", "127.0.0.1", ...args]);

testWith(
  ["read", "run", "env"],
  "chat serve refuses options of a cluster that make no sense",
  async () => {
    const wrong: [string[], RegExp][] = [
      [["--cluster", "http://h"], /--cluster must be nats:\/\/HOST:PORT, received http:\/\/h/],
      [["--cluster", "nats://h", "--history"], /exclude each other/],
      [["--cluster", "nats://h", "--advertise", "h"], /--advertise must be HOST:PORT, received h/],
      [["--advertise", "h:1"], /--advertise needs --cluster/],
    ];
    for (const [args, message] of wrong) {
      const { code, errors } = await serve(...args);
      assertEquals(code, 2);
      assertMatch(errors.join("\n"), message);
    }
  },
);

testWith(["read", "run", "env"], "chat serve --cluster says that NATS is not there", async () => {
  const { code, errors } = await serve("--cluster", "nats://127.0.0.1:1");
  assertEquals(code, 1);
  assertMatch(errors.join("\n"), /Cannot reach NATS at 127\.0\.0\.1:1: .*is nats-server running/);
});

testWith(
  ["read", "write", "run", "env"],
  "chat serve --cluster says that JetStream is missing",
  async () => {
    await using nats = await NatsServer.start({ args: [] });
    const { code, errors } = await serve("--cluster", nats.url);
    assertEquals(code, 1);
    assertMatch(errors.join("\n"), /has no JetStream: start nats-server with -js/);
  },
  NATS_PROGRAM,
);

testWith(
  ["read", "write", "run", "env"],
  "chat serve --cluster says that a login is wrong",
  async () => {
    await using nats = await NatsServer.start({
      args: ["-js", "--user", "ann", "--pass", "right"],
    });
    const { code, errors } = await serve("--cluster", nats.url.replace("//", "//ann:wrong@"));
    assertEquals(code, 1);
    assertMatch(errors.join("\n"), /Cannot reach NATS at 127.*Authorization Violation/i);
  },
  NATS_PROGRAM,
);

/** Streams that are no room of this program, and what is said of them. */
const OTHERS: readonly [string, object, RegExp][] = [
  ["another version", { description: "chat, version 2" }, /needs "chat, version 1".*same version/],
  ["another program", { description: "chat, version 1" }, /was not made by chat: remove it/],
];

for (const [whose, config, message] of OTHERS) {
  testWith(NEEDS, `chat serve --cluster leaves a stream of ${whose} alone`, async () => {
    await using nats = await NatsServer.start();
    const connection = await connect({ servers: nats.url });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: "chat-room", subjects: ["chat.room.in"], ...config });
    await connection.close();
    const { code, errors } = await serve("--cluster", nats.url);
    assertEquals(code, 1);
    assertMatch(errors.join("\n"), message);
  }, NATS_PROGRAM);
}
