/** A client of every kind, in one room over three servers. */
import { assertEquals } from "@std/assert";
import { LineClient } from "../helpers/line_client.ts";
import { NATS_PROGRAM, NatsServer } from "../helpers/nats_server.ts";
import { testWith } from "../helpers/needs.ts";
import { commandLine, Program, serve } from "../helpers/program.ts";
import { WebClient } from "../helpers/web_client.ts";

testWith(
  ["read", "write", "run", "env"],
  "cluster: a terminal, a browser, an IRC client and nc are in one room over three servers",
  async () => {
    await using nats = await NatsServer.start();
    await using stack = new AsyncDisposableStack();
    const ports: number[] = [];
    for (let i = 0; i < 3; i++) {
      const { server, port } = await serve(["--cluster", nats.url]);
      stack.use(server);
      ports.push(Number(port));
    }
    const command = [...commandLine(), "connect", "ann", `127.0.0.1:${ports[0]}`];
    const ann = stack.use(Program.start([], { command }));
    await ann.line(/ann has joined/);
    const ben = stack.use(await WebClient.join(ports[1]!, "ben"));
    await ann.line("ben has joined");
    const ike = stack.use(await LineClient.irc(ports[2]!, "ike"));
    await ann.line("ike has joined");
    await ann.type("hello from a terminal");
    await ike.line(/^:ann!\S+ PRIVMSG #chat :hello from a terminal/);
    await ike.send("PRIVMSG #chat :hello from IRC");
    await ann.line("ike: hello from IRC");
    const heard: string[] = [];
    while (!heard.includes("hello from IRC")) {
      const notice = await ben.notice();
      if (notice.type === "message") heard.push(notice.text);
    }
    assertEquals(heard, ["hello from a terminal", "hello from IRC"]);
    await ben.ok({ type: "say", text: "hello from a browser" });
    await ann.line("ben: hello from a browser");
    await ike.line(/^:ben!\S+ PRIVMSG #chat :hello from a browser/);
    const tex = stack.use(await LineClient.text(ports[1]!, "tex"));
    await ann.line("tex has joined");
    await ike.send("PRIVMSG #chat :hello to you too");
    await tex.line(/ike: hello to you too/);
    await ike.send("PRIVMSG ann :psst");
    await ann.line(/ike \(private\): psst/);
  },
  NATS_PROGRAM,
);
