import type { Answer } from "./answer.ts";
import type { Asset } from "./page_assets.ts";
import { judgePreconditions } from "./preconditions.ts";
import { listOf } from "./request_head.ts";
import { SECURITY_HEADERS } from "./security_headers.ts";

const POLICY = "Content-Security-Policy";

/**
 * Answers with a file of the page.
 *
 * @param asset The file.
 * @param headers The request's header fields.
 */
export function assetAnswer(asset: Asset, headers: ReadonlyMap<string, string>): Answer {
  const isGzip = listOf(headers.get("accept-encoding")).some((coding) => /^gzip\b/.test(coding)) &&
    !/gzip;\s*q=0(\.0+)?(,|$)/i.test(headers.get("accept-encoding") ?? "");
  const etag = isGzip ? asset.etag.replace(/"$/, '-gzip"') : asset.etag;
  const fields = {
    "Content-Type": asset.type,
    "Content-Encoding": isGzip ? "gzip" : undefined,
    ETag: etag,
    "Cache-Control": "no-cache",
    Vary: "Accept-Encoding",
    [POLICY]: policyFor(asset.styleHash),
  };
  const status = judgePreconditions(headers, { etag });
  if (status) return { status, headers: fields };
  return { status: 200, headers: fields, body: isGzip ? asset.gzip : asset.plain };
}

/** The policy of a document that holds its style sheet: that one sheet is allowed, and no other. */
function policyFor(styleHash: string | undefined): string {
  const policy = SECURITY_HEADERS[POLICY]!;
  return styleHash === undefined
    ? policy
    : policy.replace("style-src 'self'", `style-src 'self' 'sha256-${styleHash}'`);
}
