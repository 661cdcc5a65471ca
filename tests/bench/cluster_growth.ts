/**
 * `deno task bench:cluster [CLIENTS]`: one room on 1 to 4 servers, with so many clients on each (default
 * 1,000). Prints a table: how many deliveries and texts a second all servers manage together, how long
 * a text takes to its last receiver, and what processor time a text costs. Needs nats-server; Linux
 * only.
 *
 * @module
 */
import { commandLine } from "../helpers/program.ts";
import { NatsServer } from "../helpers/nats_server.ts";
import { broadcast } from "./load/broadcast.ts";
import { chatWire } from "./load/chat_wire.ts";
import { Fleet } from "./load/fleet.ts";
import { plain } from "./load/libc.ts";
import { turns } from "./load/turns.ts";
import { cpuSeconds } from "./load/usage.ts";
import { launch, type Server } from "./servers/server.ts";
import { quantile } from "./statistics.ts";

/** How many texts are delivered in each run, about. */
const DELIVERIES = 1_000_000;

/** What a load says of its server, where there are several. */
const LOAD = { wire: "chat", port: 0, pid: 0 } as const;

/** Who talks at once, and how many texts are timed one by one. */
const SENDERS = 40;
const TIMED = 200;

const LISTENING = /listening on [\d.]+:(\d+)/;
const clientsOfEach = Number(Deno.args[0] ?? 1_000);

/** What one row of the table has. */
interface Row {
  readonly servers: number;
  readonly clients: number;
  readonly deliveriesPerSecond: number;
  readonly textsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of all servers for a delivery, in µs. */
  readonly cpuOfDelivery: number;
  /** Processor time of NATS for a text, in µs. */
  readonly cpuOfNats: number;
}

/** NATS and so many servers, with no clients yet. */
async function start(servers: number) {
  await using stack = new AsyncDisposableStack();
  const nats = stack.use(await NatsServer.start());
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const where = ["--port", "0", "--host", "127.0.0.1", "--files", folder, "--quiet"];
  const limits = ["--rate", "0", "--max-clients", "20000", "--cluster", nats.url];
  const command = [...commandLine(), "serve", ...where, ...limits];
  const running: Server[] = [];
  for (let i = 0; i < servers; i++) {
    running.push(stack.use(await launch("chat", command, LISTENING)));
  }
  const all = stack.move();
  return { nats, running, [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() };
}

/** What all say as fast as they can: how much that is, and what it costs. */
async function crowd(servers: number, members: number) {
  await using stage = await start(servers);
  const { nats, running } = stage;
  const messages = Math.max(1, Math.round(DELIVERIES / members / SENDERS));
  const spent = () => [
    running.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
    cpuSeconds(nats.pid),
  ];
  let before = spent();
  const { deliveries, seconds } = broadcast(
    fleetOf(running),
    { ...LOAD, kind: "broadcast", members, senders: SENDERS, messages },
    () => before = spent(),
  );
  const [ofServers, ofNats] = spent().map((after, i) => after - before[i]!);
  const texts = messages * SENDERS;
  return {
    deliveriesPerSecond: deliveries / seconds,
    textsPerSecond: texts / seconds,
    cpuOfDelivery: ofServers! / deliveries * 1e6,
    cpuOfNats: ofNats! / texts * 1e6,
  };
}

/** One text at a time: how long it takes to its last receiver, in ms. */
async function oneByOne(servers: number, members: number) {
  await using stage = await start(servers);
  const load = { ...LOAD, kind: "turns", members, messages: TIMED } as const;
  const { latencies } = turns(fleetOf(stage.running), load, () => {});
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

async function measure(servers: number): Promise<Row> {
  const members = servers * clientsOfEach;
  const { deliveriesPerSecond, textsPerSecond, ...costs } = await crowd(servers, members);
  const times = await oneByOne(servers, members);
  return {
    servers,
    clients: clientsOfEach,
    deliveriesPerSecond,
    textsPerSecond,
    ...times,
    ...costs,
  };
}

/** A fleet whose members are on each of these servers in turn. */
function fleetOf(servers: readonly Server[]): Fleet {
  let next = 0;
  const connect = () => plain.connect(servers[next++ % servers.length]!.port);
  return new Fleet(0, chatWire, { ...plain, connect });
}

const show = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);

const HEAD = [
  "servers",
  "clients each",
  "deliveries/s",
  "texts/s",
  "p50 ms",
  "p99 ms",
  "server µs a delivery",
  "NATS µs a text",
];

/** Measures one row in a process of its own, which has all descriptors. */
async function rowOf(servers: number): Promise<string> {
  const script = new URL(import.meta.url).pathname;
  const args = ["run", "--quiet", "--allow-all", script, `${clientsOfEach}`, `${servers}`];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  return new TextDecoder().decode(stdout.length > 0 ? stdout : stderr).trimEnd();
}

if (Deno.args[1] !== undefined) {
  const row = await measure(Number(Deno.args[1]));
  console.log(`| ${Object.values(row).map(show).join(" | ")} |`);
} else {
  console.log(`| ${HEAD.join(" | ")} |\n| ${HEAD.map(() => "---").join(" | ")} |`);
  for (const servers of [1, 2, 3, 4]) console.log(await rowOf(servers));
}
