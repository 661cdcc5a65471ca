import { assertEquals } from "@std/assert";
import { ProtocolError } from "../../../../protocol/mod.ts";
import { diskError, noSuchFile } from "../../../../server/files/disk_errors.ts";
import { pure } from "../../../helpers/pure.ts";

for (
  const [code, expected] of [
    ["EMFILE", "server-busy"],
    ["ENFILE", "server-busy"],
    ["ENOMEM", "server-busy"],
    ["ENOENT", "no-such-file"],
    ["EACCES", "no-such-file"],
    [undefined, "no-such-file"],
  ] as const
) {
  pure(`diskError() of ${code} is ${expected}`, () => {
    const cause = Object.assign(new Error("failed"), { code });
    const error = diskError(cause, (cause) => noSuchFile("a", cause)) as ProtocolError;
    assertEquals([error.code, error.cause], [expected, cause]);
  });
}

pure("diskError() leaves an error of the protocol as it is", () => {
  const error = new ProtocolError("no-such-file", "No such file: a");
  assertEquals(diskError(error, () => new Error("another")), error);
});
