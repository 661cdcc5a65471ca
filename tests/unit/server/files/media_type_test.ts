import { assertEquals } from "@std/assert";
import { presentationOf } from "../../../../server/files/media_type.ts";
import { pure } from "../../../helpers/pure.ts";

const TEXT = "text/plain; charset=utf-8";
const OPAQUE = "application/octet-stream";

for (
  const [name, mediaType, how] of [
    ["trip/photo.JPG", "image/jpeg", "inline; filename*=UTF-8''photo.JPG"],
    ["a.b.mp4", "video/mp4", "inline; filename*=UTF-8''a.b.mp4"],
    ["song.ogg", "audio/ogg", "inline; filename*=UTF-8''song.ogg"],
    ["notes.txt", TEXT, "inline; filename*=UTF-8''notes.txt"],
    ["drawing.svg", OPAQUE, "attachment; filename*=UTF-8''drawing.svg"],
    ["page.html", OPAQUE, "attachment; filename*=UTF-8''page.html"],
    ["page.xhtml", OPAQUE, "attachment; filename*=UTF-8''page.xhtml"],
    ["feed.xml", OPAQUE, "attachment; filename*=UTF-8''feed.xml"],
    ["script.js", OPAQUE, "attachment; filename*=UTF-8''script.js"],
    ["paper.pdf", OPAQUE, "attachment; filename*=UTF-8''paper.pdf"],
    ["txt", OPAQUE, "attachment; filename*=UTF-8''txt"],
    ["a.txt/b", OPAQUE, "attachment; filename*=UTF-8''b"],
    ["x.constructor", OPAQUE, "attachment; filename*=UTF-8''x.constructor"],
    [
      `é "q"; '(*)%\r\n<img>.png`,
      "image/png",
      "inline; filename*=UTF-8''%C3%A9%20%22q%22%3B%20%27%28%2A%29%25%0D%0A%3Cimg%3E.png",
    ],
    ["\ud800.bin", OPAQUE, "attachment; filename*=UTF-8''%EF%BF%BD.bin"],
  ] as const
) {
  pure(`presentationOf() of ${JSON.stringify(name)}`, () => {
    assertEquals(presentationOf(name), { mediaType, disposition: how });
  });
}
