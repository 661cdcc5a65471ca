/** Where a server is. */
export interface Target {
  /** Host name or IP address. */
  readonly host: string;
  /** Port, 1 to 65,535. */
  readonly port: number;
}

/** Writes a target as people do: `host:port`, an IPv6 address in brackets. */
export function formatTarget({ host, port }: Target): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
