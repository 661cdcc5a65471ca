/**
 * What people would use instead, as Debian packages it, without rate limits.
 *
 * @module
 */
import { type Contender, find, firstLine, freePort, startServer } from "./server.ts";

/** nats-server: text protocol, Go. Its defaults limit no rate. */
export const NATS: Contender = {
  name: "nats-server",
  program: "nats-server",
  version: () => firstLine(find("nats-server")!, "--version"),
  start() {
    const port = freePort();
    const command = [find("nats-server")!, "-a", "127.0.0.1", "-p", `${port}`];
    return startServer("nats-server", command, port);
  },
};

/** ngircd: IRC, C. Penalties off, as are look-ups of names and idents, which fork a process each. */
export const NGIRCD: Contender = {
  name: "ngircd",
  program: "ngircd",
  version: () => firstLine(find("ngircd")!, "--version"),
  async start(folder) {
    const port = freePort();
    const config = `${folder}/ngircd.conf`;
    await Deno.writeTextFile(
      config,
      `[Global]
Name = bench.example
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = bench
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
MaxNickLength = 20
PingTimeout = 3600
PongTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
`,
    );
    return startServer("ngircd", [find("ngircd")!, "-n", "-f", config], port);
  },
};

/** InspIRCd: IRC, C++. Flood protection off, and queues as long as a case fills them. */
export const INSPIRCD: Contender = {
  name: "inspircd",
  program: "inspircd",
  version: () => firstLine(find("inspircd")!, "--version"),
  async start(folder) {
    const port = freePort();
    const config = `${folder}/inspircd.conf`;
    await Deno.writeTextFile(
      config,
      `<server name="bench.example" description="bench" network="bench" id="97B">
<admin name="bench" nick="bench" email="bench@bench.example">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect name="main" allow="*" timeout="60" pingfreq="3600" hardsendq="100000000"
  softsendq="100000000" recvq="10000000" threshold="1000000" commandrate="100000000"
  fakelag="no" localmax="30000" globalmax="30000" maxchans="20" resolvehostnames="no">
<class name="bench" commands=""><type name="bench" classes="bench">
<performance netbuffersize="65534" somaxconn="1024" softlimit="30000" quietbursts="yes" nouserdns="yes">
<options prefixquit="" defaultmodes="nt">
<security maxtargets="20">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="/dev/null">
<pid file="${folder}/inspircd.pid">
<path datadir="${folder}" logdir="${folder}" runtimedir="${folder}">
<limits maxnick="30">
`,
    );
    const command = [find("inspircd")!, "--runasroot", "--nofork", "--nopid", "--config", config];
    return startServer("inspircd", command, port);
  },
};

/** nginx: HTTP, C, with sendfile. One worker, as every other server here has one main thread. */
export const NGINX: Contender = {
  name: "nginx",
  program: "nginx",
  version: () => firstLine(find("nginx")!, "-v"),
  async start(folder) {
    const port = freePort();
    const config = `${folder}/nginx.conf`;
    await Deno.writeTextFile(
      config,
      `daemon off;
master_process off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log /dev/null;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`,
    );
    return startServer("nginx", [find("nginx")!, "-c", config, "-e", "/dev/null"], port);
  },
};
