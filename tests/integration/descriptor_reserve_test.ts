import { assertEquals, assertRejects } from "@std/assert";
import { DescriptorReserve } from "../../server/files/descriptor_reserve.ts";
import { testWith } from "../helpers/needs.ts";

/** Fails as the system does when no descriptor is free, until so many are. */
function opening(free: () => number): () => Promise<string> {
  return () => {
    if (free() > 0) return Promise.resolve("opened");
    return Promise.reject(Object.assign(new Error("no descriptor"), { code: "EMFILE" }));
  };
}

testWith(["read"], "DescriptorReserve lets go of one descriptor at a time", async () => {
  using reserve = new DescriptorReserve(3);
  assertEquals(reserve.held, 3);
  assertEquals(await reserve.use(opening(() => 1)), "opened");
  assertEquals(reserve.held, 3, "none was needed");
  assertEquals(await reserve.use(opening(() => 2 - reserve.held)), "opened");
  assertEquals(reserve.held, 1);
  await assertRejects(() => reserve.use(opening(() => 0)), Error, "no descriptor");
  assertEquals(reserve.held, 0);
  reserve.refill();
  assertEquals(reserve.held, 3);
});

testWith(["read"], "DescriptorReserve keeps its own when something else fails", async () => {
  using reserve = new DescriptorReserve(2);
  await assertRejects(() => reserve.use(() => Promise.reject(new Error("gone"))), Error, "gone");
  assertEquals(reserve.held, 2);
});
