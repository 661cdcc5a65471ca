/**
 * A validator for JSON schemas; see fast_check.ts for why its address stands here.
 *
 * @module
 */
export { Ajv } from "npm:ajv@8.17.1";
