/** The address of a server. */
export interface Target {
  /** Host name or IP address. */
  readonly host: string;
  /** Port, 1 to 65,535. */
  readonly port: number;
}

/** Formats a target as `host:port`, with an IPv6 address in brackets. */
export function formatTarget({ host, port }: Target): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
