/** What was done on a server stays done, however the goodbye goes. */
import { assertEquals } from "@std/assert";
import { runErrand } from "../../client/commands/errand.ts";
import {
  encodeMessage,
  FrameDecoderStream,
  FrameType,
  parseRequest,
  type Request,
} from "../../protocol/mod.ts";
import { testWith } from "../helpers/needs.ts";
import { Program } from "../helpers/program.ts";
import { ponged } from "../helpers/ponged.ts";

Deno.test("an errand that is done has not failed if the server hangs up on the goodbye", async () => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { hostname: host, port } = listener.addr as Deno.NetAddr;
  const server = serveOne(listener);
  const target = { host, port };
  const names = await runErrand({ target }, (ask) => ask({ type: "who" }));
  assertEquals(names, { names: ["alice"] });
  await server;
});

testWith(
  ["run", "read", "env"],
  "a user who leaves has left, though the server hangs up on the goodbye",
  async () => {
    using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const { hostname, port } = listener.addr as Deno.NetAddr;
    const server = serveOne(listener);
    const { code, errors } = await Program.run(["connect", hostname, `${port}`], "/who");
    assertEquals([code, errors], [0, []]);
    await server;
  },
);

/** Answers one client until it says goodbye: then, hangs up. */
async function serveOne(listener: Deno.TcpListener): Promise<void> {
  using conn = await listener.accept();
  const frames = new FrameDecoderStream();
  conn.readable.pipeTo(frames.writable).catch(() => {});
  for await (const some of frames.readable) {
    for (const frame of some) {
      if (await ponged(conn, frame)) continue;
      const request = parseRequest(frame.payload);
      if (request.type === "bye") return;
      await conn.write(encodeMessage(FrameType.REPLY, { id: request.id, ok: answerTo(request) }));
    }
  }
}

function answerTo({ type }: Request): Record<string, unknown> {
  if (type === "who") return { names: ["alice"] };
  return { version: 1, welcome: "Hello", secret: "s", seq: 0 };
}
