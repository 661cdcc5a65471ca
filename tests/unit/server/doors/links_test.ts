/** Links to what the HTTP door serves. */
import { assertEquals } from "@std/assert";
import { linksTo } from "../../../../server/doors/links.ts";
import { pure } from "../../../helpers/pure.ts";

pure("linksTo() escapes what a path cannot hold, and keeps folders", () => {
  const { fileLink, linkTo } = linksTo("http://[::1]:5555");
  assertEquals(fileLink("a b/c#?%é.txt"), "http://[::1]:5555/files/a%20b/c%23%3F%25%C3%A9.txt");
  assertEquals(fileLink("a", "t&1"), "http://[::1]:5555/files/a?ticket=t%261");
  assertEquals(linkTo(7), "http://[::1]:5555/texts/7");
});
