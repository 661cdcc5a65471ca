/**
 * What is shown over the messages: shared files, what was found, help.
 *
 * @module
 */
/// <reference lib="dom" />
import { momentOf } from "./dates.js";
import { byId, make } from "./elements.js";
import { nameView } from "./row_view.js";
import { isolated, printable, sizeOf } from "./text.js";

/** Files that a browser shows by itself. */
const VIEWS = /** @type {const} */ ([
  ["img", /\.(png|jpe?g|gif|webp|avif|bmp)$/i],
  ["video", /\.(mp4|webm|ogv)$/i],
  ["audio", /\.(mp3|m4a|ogg|oga|opus|wav|flac)$/i],
]);

/** Opens the panel. @param {string} title @param {...Node} content */
export function openPanel(title, ...content) {
  const panel = /** @type {HTMLDialogElement} */ (byId("panel"));
  byId("panel-title").textContent = title;
  byId("panel-content").replaceChildren(...content);
  if (!panel.open) panel.showModal();
}

/** A plain line of the panel. @param {string} text */
export function line(text) {
  return make("p", {}, text);
}

/**
 * The list of shared files.
 *
 * @param {{ name: string, size: number }[]} files
 * @param {(name: string) => Promise<string>} ticketFor Asks the server for leave to have a file.
 */
export function fileList(files, ticketFor) {
  if (files.length === 0) return line("Nothing is shared yet.");
  return make("ul", { className: "files" }, ...files.map((file) => fileView(file, ticketFor)));
}

/** What was found. @param {import("./room.js").Earlier[]} messages */
export function messageList(messages) {
  if (messages.length === 0) return line("Nothing was found.");
  return make(
    "ul",
    { className: "found" },
    ...messages.map(({ from, time, text }) =>
      make(
        "li",
        {},
        nameView(from),
        " ",
        make("time", {}, momentOf(time)),
        make("div", { className: "text", dir: "auto" }, printable(text)),
      )
    ),
  );
}

/** The list of commands. @param {Record<string, [string, string]>} commands */
export function commandList(commands) {
  const rows = Object.entries(commands).map(([name, [form, help]]) =>
    make("div", {}, make("dt", {}, `/${name} ${form}`), make("dd", {}, help))
  );
  return make("dl", { className: "help" }, ...rows);
}

function fileView(
  /** @type {{ name: string, size: number }} */ { name, size },
  /** @type {(name: string) => Promise<string>} */ ticketFor,
) {
  const href = `/files/${name.split("/").map(encodeURIComponent).join("/")}`;
  const address = async () => `${href}?ticket=${await ticketFor(name)}`;
  const shown = isolated(name);
  const row = make(
    "li",
    {},
    make(
      "span",
      { className: "file" },
      make("bdi", {}, printable(name)),
      make("span", { className: "size" }, sizeOf(size)),
    ),
  );
  const [tag] = VIEWS.find(([, pattern]) => pattern.test(name)) ?? [];
  if (tag) {
    row.append(
      make("button", {
        type: "button",
        "aria-label": `Show ${shown}`,
        onclick: (/** @type {MouseEvent} */ event) => show(event, tag, address(), shown),
      }, "Show"),
    );
  }
  const onclick = async (/** @type {MouseEvent} */ event) => {
    event.preventDefault();
    make("a", { href: await address(), download: "" }).click();
  };
  row.append(
    make("a", { href, onclick, "aria-label": `Download ${shown}` }, "Download"),
  );
  return row;
}

/** Shows a file in place of the button that asked for it. */
async function show(
  /** @type {MouseEvent} */ { currentTarget },
  /** @type {"img" | "video" | "audio"} */ tag,
  /** @type {Promise<string>} */ address,
  /** @type {string} */ name,
) {
  const button = /** @type {HTMLElement} */ (currentTarget);
  const view = tag === "img" ? make("img", { alt: name }) : make(tag, { controls: true });
  view.src = await address;
  button.parentElement?.append(view);
  button.remove();
}
