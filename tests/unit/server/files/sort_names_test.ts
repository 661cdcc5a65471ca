import { assertEquals } from "@std/assert";
import { sortNames } from "../../../../server/files/sort_names.ts";
import { pure } from "../../../helpers/pure.ts";

for (const count of [0, 1, 8_191, 8_192, 8_193, 50_000]) {
  pure(`sortNames() sorts ${count} names as Array.sort() does`, async () => {
    const names = Array.from({ length: count }, (_, i) => `${(i * 7_919) % 50_021}/é${i % 3}`);
    assertEquals(await sortNames(names), names.toSorted());
  });
}
