import { assertEquals, assertMatch } from "@std/assert";
import { DIALECTS } from "../../client/dialects/mod.ts";
import {
  encodeMessage,
  FrameDecoder,
  FrameType,
  parseObject,
  type Result,
} from "../../protocol/mod.ts";
import { testWith } from "../helpers/needs.ts";
import { Program } from "../helpers/program.ts";
import { startServer } from "../helpers/test_server.ts";
import { User } from "../helpers/user.ts";
import { ponged } from "../helpers/ponged.ts";

/**
 * A server that lets one client in, and calls its next request malformed. The real one never does
 * that to the real client: that is what the answer is for.
 */
async function disagreeWithOne(listener: Deno.TcpListener, answers: boolean): Promise<void> {
  using conn = await listener.accept();
  const decoder = new FrameDecoder();
  const buffer = new Uint8Array(4_096);
  const error = { code: "malformed-packet", message: "A payload is JSON in UTF-8" };
  const write = (type: number, message: unknown) => conn.write(encodeMessage(type, message));
  for (;;) {
    const count = await conn.read(buffer);
    if (count === null) return;
    for (const frame of decoder.decode(buffer.subarray(0, count))) {
      if (await ponged(conn, frame)) continue;
      const { id, type } = parseObject(frame.payload);
      if (type === "hello") {
        const ok: Result<"hello"> = { version: 1, welcome: "Welcome!", secret: "", seq: 0 };
        await write(FrameType.REPLY, { id, ok });
        continue;
      }
      if (answers) await write(FrameType.REPLY, { id, error });
      await write(FrameType.NOTICE, { type: "closing", ...error });
      return;
    }
  }
}

for (const answers of [true, false]) {
  const how = answers ? "as an answer and as last words" : "as last words alone";
  Deno.test(`chatroom prints "Malformed packet" once, told ${how}`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const served = disagreeWithOne(listener, answers);
    await using john = new User(listener.addr.port, "chatroom");
    await john.type("list");
    assertEquals(await john.exit(), 1);
    assertEquals(john.lines, ["Malformed packet"]);
    const where = `127.0.0.1:${listener.addr.port}`;
    const reason = "A payload is JSON in UTF-8";
    assertEquals(john.errors, [`${where} closed the connection: ${reason}`]);
    await served;
  });
}

for (const dialect of Object.keys(DIALECTS)) {
  Deno.test(`${dialect} tells that the server went away, on standard error`, async () => {
    const server = startServer();
    await using user = new User(server.port, dialect, "alice");
    await user.line(/alice|Success/);
    await server.close({ code: "server-closing", message: "The server was stopped" });
    assertEquals(await user.exit(), 1);
    assertMatch(
      user.errors[0]!,
      /^127\.0\.0\.1:\d+ closed the connection: The server was stopped$/,
    );
  });

  testWith(["run", "read", "env"], `${dialect} tells that there is no server`, async () => {
    const { code, lines, errors } = await Program.run(
      ["connect", "--dialect", dialect, "127.0.0.1", `${freePort()}`],
    );
    assertEquals([code, lines], [1, []]);
    assertMatch(errors.join("\n"), /^chat: Cannot connect to 127\.0\.0\.1:\d+: connection refused/);
  });
}

testWith(["run", "read", "env"], "an unknown dialect is wrong usage", async () => {
  const { code, lines, errors } = await Program.run(
    ["connect", "--dialect", "klingon", "127.0.0.1", "5555"],
  );
  assertEquals([code, lines], [2, []]);
  assertEquals(errors, [
    "chat: --dialect must be one of messenger, multiuser, chatroom, received klingon. " +
    "See: chat connect --help",
  ]);
});

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
