/** The attacks of `deno task attack`, each for a moment: what must hold on a busy machine too. */
import { attackTests } from "../helpers/attack_tests.ts";

attackTests({ isTimed: false });
