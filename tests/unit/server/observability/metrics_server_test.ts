import { assertEquals } from "@std/assert";
import { isLoopbackHost } from "../../../../server/observability/metrics_server.ts";
import { pure } from "../../../helpers/pure.ts";

const HOSTS: readonly (readonly [host: string | null, isLoopback: boolean])[] = [
  ["localhost", true],
  ["LOCALHOST:9090", true],
  ["localhost.:9090", true],
  ["127.0.0.1:9090", true],
  ["127.255.0.3", true],
  ["[::1]", true],
  ["[::1]:9090", true],
  [null, false],
  ["", false],
  ["evil.example", false],
  ["localhost.evil.example:9090", false],
  ["127.0.0.1.evil.example", false],
  ["127.evil.example", false],
  ["192.0.2.1:9090", false],
  ["[::2]:9090", false],
  ["0.0.0.0:9090", false],
];

pure("isLoopbackHost() takes names and addresses of this machine, and no others", () => {
  for (const [host, isLoopback] of HOSTS) assertEquals(isLoopbackHost(host), isLoopback, `${host}`);
});
