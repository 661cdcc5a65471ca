import { assertEquals } from "@std/assert";
import { TextLineStream } from "@std/streams/text-line-stream";
import { loadAxe } from "./axe.ts";
import { testWith } from "./needs.ts";
import { type Browser, type BrowserContext, loadChromium, type Page } from "./playwright.ts";

/** The program, as Debian installs it. */
const CHROMIUM = "chromium";

/** How long anything may take in the page, in ms, before the test fails. */
const PATIENCE_MS = 15_000;

/** Options of {@linkcode Visitors.visit}. */
export interface VisitOptions {
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
  /** Another tab of this page's browser, with the same storage. */
  beside?: Page;
}

/** A headless Chromium, and the people who use it. */
export class Visitors {
  /** What the pages said in their consoles: nothing, in a page without a fault. */
  readonly complaints: string[] = [];
  /** The contexts of its pages. */
  readonly contexts = new Set<BrowserContext>();
  readonly #browser: Browser;
  readonly #url: string;

  /** Begins with nobody. */
  constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  /** Opens the page as somebody whom it does not know. */
  async visit(options: VisitOptions = {}): Promise<Page> {
    const { scheme = "light", width = 1_000, height = 700, beside } = options;
    const context = beside?.context() ?? await this.#browser.newContext({
      colorScheme: scheme,
      viewport: { width, height },
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
    });
    this.contexts.add(context);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("console", (message) => this.#note(message.text()));
    page.on("pageerror", (error) => this.complaints.push(`${error.stack}`));
    await page.goto(this.#url);
    return page;
  }

  /** A connection that fails is told by the page, where tests look for it. */
  #note(text: string): void {
    if (!/^(WebSocket connection to .* failed|Failed to load|Access to fetch)/.test(text)) {
      this.complaints.push(text);
    }
  }

  /** Opens the page, and joins. */
  async join(name: string, options: VisitOptions = {}): Promise<Page> {
    const page = await this.visit(options);
    await enter(page, name);
    return page;
  }
}

/** The tests of a file: they share one browser, as starting it takes longer than most of them. */
const TESTS: [string, (browse: Browse) => Promise<void>][] = [];

/**
 * Registers a test in a real browser; ignored with the reason where there is none.
 *
 * @param fn The test; gets the way to open pages of the server at a port.
 */
export function browserTest(name: string, fn: (browse: Browse) => Promise<void>): void {
  if (TESTS.push([name, fn]) > 1) return;
  const options = { program: CHROMIUM };
  testWith(["read", "write", "run", "env"], `in Chromium: ${name}, …`, async (test) => {
    await using chromium = await Chromium.start();
    for (const [name, fn] of TESTS) await test.step(name, () => runOne(chromium.browser, fn));
  }, options);
}

async function runOne(browser: Browser, fn: (browse: Browse) => Promise<void>): Promise<void> {
  const visitors: Visitors[] = [];
  try {
    await fn((port, host = "localhost") => {
      visitors.push(new Visitors(browser, `http://${host}:${port}/`));
      return visitors.at(-1)!;
    });
    assertEquals(visitors.flatMap(({ complaints }) => complaints), []);
  } finally {
    // Not those of the browser itself: it ends with its own.
    const contexts = visitors.flatMap((each) => [...each.contexts]);
    await Promise.all(contexts.map((context) => context.close()));
  }
}

/** Opens pages of the server at a port. */
export type Browse = (port: number, host?: string) => Visitors;

/** Types a name, and waits to be in the room. */
export async function enter(page: Page, name: string): Promise<void> {
  await page.fill("#name", name);
  await page.click("#join .main");
  await page.waitForSelector("#me .name:not(:empty)", { state: "attached" });
}

/** Types a text, and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.fill("#text", text);
  await page.press("#text", "Enter");
}

/** Waits until a message is shown with this text; returns its author's name. */
export async function heard(page: Page, text: string): Promise<void> {
  await page.locator(".log:not([hidden]) .text").getByText(text, { exact: true }).first().waitFor();
}

/**
 * The texts of the messages of the thread that is shown, on the screen or further up: what is not
 * drawn has no `innerText`.
 */
export async function texts(page: Page): Promise<string[]> {
  return await page.locator(".log:not([hidden]) .message .text").allTextContents();
}

/** What keeps people from using the page as it is now, by axe-core. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await loadAxe());
  return await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(", ")))`);
}

/**
 * A running Chromium. It is spoken to over a web socket: the pipes by which the driver would start it
 * itself close by themselves now and then, in Deno 2.9.
 */
export class Chromium implements AsyncDisposable {
  readonly browser: Browser;
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;
  readonly #errors: Promise<void>;

  private constructor(
    browser: Browser,
    child: Deno.ChildProcess,
    folder: string,
    errors: Promise<void>,
  ) {
    this.browser = browser;
    this.#child = child;
    this.#folder = folder;
    this.#errors = errors;
  }

  static async start(): Promise<Chromium> {
    const folder = await Deno.makeTempDir({ prefix: "chat-chromium-" });
    // Without its sandbox, as continuous integration runs as root; it visits no page but ours.
    const args = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"];
    const child = new Deno.Command(CHROMIUM, {
      args: [...args, `--user-data-dir=${folder}`, "about:blank"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const { promise: address, resolve } = Promise.withResolvers<string>();
    const errors = readLines(child.stderr, (line) => {
      const [, url] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
      if (url) resolve(url);
    });
    return new Chromium(
      await (await loadChromium()).connectOverCDP(await address),
      child,
      folder,
      errors,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It has ended with its last connection.
    }
    await Promise.all([this.#child.status, this.#errors]);
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
  }
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Promise<void> {
  const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) take(line);
}
