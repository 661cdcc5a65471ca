import { assertEquals, assertMatch } from "@std/assert";
import { entityTag, lastModified, reprDigest } from "../../../../server/files/validators.ts";
import { pure } from "../../../helpers/pure.ts";

pure("entityTag() differs for each version, and says nothing of the inode", () => {
  const tags = new Set<string>();
  for (let size = 0; size < 100; size++) {
    for (let ino = 1_000; ino < 1_100; ino++) {
      const version = `${size} 1795266790000 1795266790000 ${ino}`;
      tags.add(entityTag({ version, modified: 0 }, 10_000));
    }
  }
  assertEquals(tags.size, 10_000);
  for (const tag of tags) assertMatch(tag, /^"[0-9a-z]{14}"$/);
});

pure("entityTag() is weak while a file could change without another version", () => {
  const isWeak = (modified: number) => entityTag({ version: "1", modified }, 10_000)[0] === "W";
  assertEquals([7_999, 8_000, 8_001, 20_000].map(isWeak), [false, false, true, true]);
});

pure("lastModified() is an HTTP date", () => {
  assertEquals(lastModified({ modified: 1_795_266_790_999 }), "Sat, 21 Nov 2026 13:13:10 GMT");
});

pure("reprDigest() is RFC 9530's", () => {
  const sha256 = "b22b009134622b6508d756f1062455d71a7026594eacb0badf81f4f677929ebe";
  assertEquals(reprDigest(sha256), "sha-256=:sisAkTRiK2UI11bxBiRV1xpwJllOrLC634H09neSnr4=:");
});
