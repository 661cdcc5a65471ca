/**
 * The page's files, embedded: the program reads none of them while it runs.
 *
 * @module
 */
import alerts from "./page/alerts.js" with { type: "text" };
import app from "./page/app.js" with { type: "text" };
import commands from "./page/commands.js" with { type: "text" };
import completion from "./page/completion.js" with { type: "text" };
import composer from "./page/composer.js" with { type: "text" };
import dates from "./page/dates.js" with { type: "text" };
import elements from "./page/elements.js" with { type: "text" };
import folding from "./page/folding.js" with { type: "text" };
import icon from "./page/icon.svg" with { type: "text" };
import index from "./page/index.html" with { type: "text" };
import link from "./page/link.js" with { type: "text" };
import logView from "./page/log_view.js" with { type: "text" };
import main from "./page/main.js" with { type: "text" };
import outbox from "./page/outbox.js" with { type: "text" };
import panel from "./page/panel.js" with { type: "text" };
import room from "./page/room.js" with { type: "text" };
import rowView from "./page/row_view.js" with { type: "text" };
import sideView from "./page/side_view.js" with { type: "text" };
import statusView from "./page/status_view.js" with { type: "text" };
import storage from "./page/storage.js" with { type: "text" };
import style from "./page/style.css" with { type: "text" };
import text from "./page/text.js" with { type: "text" };
import thread from "./page/thread.js" with { type: "text" };

/** The source of each file of the page, by its name in `page/`. */
export const PAGE_SOURCES: Readonly<Record<string, string>> = {
  "alerts.js": alerts,
  "app.js": app,
  "commands.js": commands,
  "completion.js": completion,
  "composer.js": composer,
  "dates.js": dates,
  "elements.js": elements,
  "folding.js": folding,
  "icon.svg": icon,
  "index.html": index,
  "link.js": link,
  "log_view.js": logView,
  "main.js": main,
  "outbox.js": outbox,
  "panel.js": panel,
  "room.js": room,
  "row_view.js": rowView,
  "side_view.js": sideView,
  "status_view.js": statusView,
  "storage.js": storage,
  "style.css": style,
  "text.js": text,
  "thread.js": thread,
};
