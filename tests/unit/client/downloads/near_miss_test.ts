import { assertEquals } from "@std/assert";
import { type NearMiss, nearMiss } from "../../../../client/downloads/near_miss.ts";
import { pure } from "../../../helpers/pure.ts";

const NAMES = ["Photo.png", "slides/week 1.pdf", "slides/week 2.pdf", "song.mp3", "x"];

const CASES: readonly (readonly [wanted: string, meant: NearMiss | undefined])[] = [
  ["slides", { type: "folder", files: 2, pattern: "slides/**" }],
  ["slides/", { type: "folder", files: 2, pattern: "slides/**" }],
  ["photo.png", { type: "file", name: "Photo.png" }],
  ["week 2.pdf", { type: "file", name: "slides/week 2.pdf" }],
  ["sogn.mp3", { type: "file", name: "song.mp3" }],
  ["song.mp4", { type: "file", name: "song.mp3" }],
  ["y", undefined],
  ["y.png", undefined],
  ["nothing like it", undefined],
  ["s".repeat(1_000_000), undefined],
];

for (const [wanted, meant] of CASES) {
  pure(`nearMiss() takes ${wanted.slice(0, 20)} for ${JSON.stringify(meant)}`, () => {
    assertEquals(nearMiss(wanted, NAMES), meant);
  });
}
