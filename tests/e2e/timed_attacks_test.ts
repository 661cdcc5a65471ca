/** The attacks of `deno task attack` that measure a time, each for a moment. */
import { attackTests } from "../helpers/attack_tests.ts";

attackTests({ isTimed: true });
