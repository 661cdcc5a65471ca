/** The rules of downloads that need neither disk nor network. */
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import fc from "../../../helpers/fast_check.ts";
import { DownloadError } from "../../../../client/downloads/failure.ts";
import { expand } from "../../../../client/downloads/expand.ts";
import { localParts, localPath, paths } from "../../../../client/downloads/local_path.ts";
import { progressLine } from "../../../../client/screens/progress.ts";
import { ProgressBoard } from "../../../../client/screens/progress_board.ts";
import { cellsOf } from "../../../../client/screens/terminal/glyphs.ts";
import { ProtocolError } from "../../../../protocol/mod.ts";
import { ANY_TEXT } from "../../../helpers/any_text.ts";
import { pure } from "../../../helpers/pure.ts";

pure("paths() puts the number before the extension", () => {
  const second = (path: string) => {
    const [first, second, third] = paths(path);
    assertEquals(first, path);
    assertEquals(third, second!.replace("(2)", "(3)"));
    return second;
  };
  assertEquals(second("photo.png"), "photo (2).png");
  assertEquals(second("a/b.c/README"), "a/b.c/README (2)");
  assertEquals(second("a.tar.gz"), "a (2).tar.gz");
  assertEquals(second("a.b.c"), "a.b (2).c");
  assertEquals(second(".bashrc"), ".bashrc (2)");
  assertEquals(second("x/.bashrc"), "x/.bashrc (2)");
  assertEquals(second("Mr. Smith"), "Mr. Smith (2)");
  assertEquals(second("a"), "a (2)");
});

pure("localPath() is below the user's folder, and that below the folder for downloads", () => {
  const file = { name: "slides/a.pdf", user: "alice", system: "posix" } as const;
  assertEquals(localPath(file), "alice/slides/a.pdf");
  assertEquals(localPath({ ...file, user: "" }), "slides/a.pdf");
  assertEquals(localPath({ ...file, root: "/tmp/got//" }), "/tmp/got/alice/slides/a.pdf");
  assertEquals(localPath({ ...file, root: "/" }), "/alice/slides/a.pdf");
  assertThrows(() => localPath({ ...file, user: ".ssh" }), DownloadError, "bad-folder");
  assertThrows(() => localPath({ ...file, user: "a/b" }), ProtocolError);
  assertThrows(() => localPath({ ...file, name: "../a" }), DownloadError, "bad-name");
});

pure("localParts() takes no name that leads elsewhere, whatever it is", () => {
  fc.assert(fc.property(ANY_TEXT, fc.constantFrom("posix", "windows"), (name, system) => {
    let parts: string[];
    try {
      parts = localParts(name, system);
    } catch (error) {
      return error instanceof DownloadError;
    }
    assertEquals(parts.join("/"), name.normalize("NFC"));
    for (const part of parts) {
      assert(part !== "" && part !== "." && part !== ".." && !/[\\\0]|[. ]$|^[a-z]:/i.test(part));
      if (system === "windows") assert(!/[<>:"|?*]/.test(part));
    }
  }));
});

const INVISIBLE = [
  "\u200b",
  "\u00a0",
  "\u00ad",
  "\ufe0f",
  "\u3164",
  "\u115f",
  "\u2800",
  "\u2060",
  "\u3000",
];

pure("localParts() takes no two names that look alike", () => {
  for (const char of INVISIBLE) {
    const error = assertThrows(() => localParts(`a${char}b.png`, "posix"), DownloadError);
    assertEquals(error.failure, { type: "bad-name", fault: "invisible-characters" });
  }
  assertEquals(localParts("cafe\u0301/zoe\u0308.png", "posix"), ["caf\u00e9", "zo\u00eb.png"]);
  for (const name of ["Ольга.txt", "李雷.pdf", "محمد.png", "😀.gif", "a b.txt"]) {
    assertEquals(localParts(name, "posix"), [name]);
  }
});

pure("a progress line fits any width, and shows what matters first", () => {
  const progress = { phase: "receiving", done: 45_000_000, total: 90_000_000 } as const;
  const line = (width: number) => progressLine("clip.mp4", progress, 15_000_000, width);
  assertEquals(
    line(80),
    "clip.mp4  ████████████░░░░░░░░░░░░   50%  45 MB of 90 MB  15 MB/s  0:03 left",
  );
  assertEquals(line(40), "clip.mp4   50%  45 MB of 90 MB  15 MB/s");
  assertEquals(line(20), "clip.mp4   50%");
  fc.assert(fc.property(ANY_TEXT, fc.nat(200), fc.nat(), (name, width, total) => {
    const drawn = progressLine(name, { phase: "receiving", done: 0, total }, 1, width + 2);
    assert(cellsOf(drawn) <= width + 1, drawn);
  }));
});

pure("a progress line knows when it is waiting, verifying or done", () => {
  assertEquals(
    progressLine("a", { phase: "waiting", done: 0, total: 0 }, 0, 80),
    "a  waiting for the server",
  );
  assertEquals(
    progressLine("a", { phase: "verifying", done: 5, total: 10 }, 0, 40),
    "a  ███░░░░   50%  verified  5 B of 10 B",
  );
  const done = { phase: "receiving", done: 0, total: 0 } as const;
  assert(progressLine("a", done, 0, 80).includes("100%"));
  const hours = { phase: "receiving", done: 0, total: 3_723 } as const;
  assert(progressLine("a", hours, 1, 80).endsWith("1:02:03 left"));
});

pure("wide characters take two columns, marks none", () => {
  assertEquals(cellsOf("abc"), 3);
  assertEquals(cellsOf("日本語"), 6);
  assertEquals(cellsOf("e\u0301"), 1);
  assertEquals(cellsOf("😀"), 2);
});

pure("progress is drawn when it is time, with a rate over the last seconds", () => {
  let now = 0;
  const drawn: (readonly string[])[] = [];
  const draw = (lines: readonly string[]) => drawn.push(lines);
  const board = new ProgressBoard({ draw, width: () => 100, now: () => now });
  const update = (done: number) =>
    board.update("a", { phase: "receiving", done, total: 100_000_000 });
  for (let i = 0; i <= 10_000; i++) {
    now = i;
    update(i < 5_000 ? i : i * 2);
  }
  assertEquals(drawn, [], "not at each update");
  board.draw();
  assertMatch(drawn[0]![0]!, /^a .* 20 kB of 100 MB {2}2 kB\/s {2}13:53:\d\d left$/);
  board.update("a", undefined);
  assertEquals(drawn[1], []);
});

pure("expand() asks for every page, and prefers a file that is called like a pattern", async () => {
  const all = ["a.png", "b.png", "[c].png", "sub/d.png"];
  const asked: number[] = [];
  const page = (from: number) => {
    asked.push(from);
    const files = all.slice(from, from + 2).map((name) => ({ name, size: 1 }));
    return Promise.resolve({ count: all.length, files });
  };
  assertEquals(await expand("a.png", page), ["a.png"]);
  assertEquals(asked, [], "a plain name needs no list");
  assertEquals(await expand("*.png", page), ["a.png", "b.png", "[c].png"]);
  assertEquals(asked, [0, 2]);
  assertEquals(await expand("[c].png", page), ["[c].png"]);
  assertEquals(await expand("{a,b}.png", page), ["a.png", "b.png"]);
  assertEquals(await expand("**/*.png", page), all);
  const error = await assertRejects(() => expand("*.gif", page), DownloadError);
  assertEquals(error.failure, { type: "no-match", pattern: "*.gif" });
});
