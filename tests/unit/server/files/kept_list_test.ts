import { assertEquals, assertRejects } from "@std/assert";
import type { SharedFile } from "../../../../protocol/mod.ts";
import { KeptList } from "../../../../server/files/kept_list.ts";
import { pure } from "../../../helpers/pure.ts";
import { MemoryFolder } from "../../../helpers/memory_folder.ts";

/** A folder whose list takes as long to make as a test says. */
class SlowFolder extends MemoryFolder {
  lists = 0;

  constructor(readonly time: { now: number }, readonly takesMs: number) {
    super({ a: new Uint8Array(1) });
  }

  override list(): Promise<SharedFile[]> {
    this.lists++;
    this.time.now += this.takesMs;
    return super.list();
  }
}

for (const [takesMs, keptMs] of [[10, 90], [1_000, 5_000]] as const) {
  pure(`KeptList keeps a list that took ${takesMs} ms for ${keptMs} ms`, async () => {
    const time = { now: 0 };
    const folder = new SlowFolder(time, takesMs);
    const list = new KeptList(folder, () => time.now);
    const [one, other] = await Promise.all([list.get(), list.get()]);
    assertEquals([one === other, folder.lists], [true, 1], "those who ask at once share it");
    time.now += keptMs - 1;
    list.check();
    await list.get();
    assertEquals(folder.lists, 1);
    time.now += 1;
    list.check();
    await list.get();
    assertEquals(folder.lists, 2);
  });
}

pure("KeptList makes the list of a small folder anew each time", async () => {
  const time = { now: 0 };
  const folder = new SlowFolder(time, 0);
  const list = new KeptList(folder, () => time.now);
  await list.get();
  await list.get();
  assertEquals(folder.lists, 2);
});

pure("KeptList does not keep a failure", async () => {
  const folder = new SlowFolder({ now: 0 }, 0);
  const list = new KeptList(folder, () => 0);
  const { list: make } = folder;
  folder.list = () => Promise.reject(new Error("no disk"));
  await assertRejects(() => list.get(), Error, "no disk");
  folder.list = make;
  assertEquals(await list.get(), [{ name: "a", size: 1 }]);
});
