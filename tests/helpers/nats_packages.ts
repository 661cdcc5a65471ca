/** The packages of NATS, for tests that do what no server does. */
export { connect } from "npm:@nats-io/transport-node@3.4.0";
export { jetstreamManager } from "npm:@nats-io/jetstream@3.4.0";
