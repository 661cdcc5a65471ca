import { DEFAULT_PAGE_MESSAGES, MAX_PAGE_BYTES, MAX_PAGE_MESSAGES } from "../../../protocol/mod.ts";
import type { PageQuery } from "../past.ts";

/**
 * Bounds what a client asks for of the past.
 *
 * @param asked The fields of its request; what else it has is left out.
 */
export function pageQuery(
  { before, after, since, count = DEFAULT_PAGE_MESSAGES }: Partial<PageQuery>,
): PageQuery {
  const bounds = { count: Math.min(count, MAX_PAGE_MESSAGES), maxBytes: MAX_PAGE_BYTES };
  return {
    ...before === undefined ? {} : { before },
    ...after === undefined ? {} : { after },
    ...since === undefined ? {} : { since },
    ...bounds,
  };
}
