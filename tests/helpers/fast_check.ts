/**
 * Property-based testing. The address stands here and not in deno.json, because `deno task` downloads
 * whatever deno.json names, also to users who only want a server.
 *
 * @module
 */
export { default } from "npm:fast-check@4.10.2";
