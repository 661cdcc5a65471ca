/** irssi, the real client, on a server with encryption and a password. */
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { Program, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { isInstalled } from "../helpers/needs.ts";

/** What irssi needs to know of a server that made its own certificate. */
function config(port: string, password: string): string {
  return `servers = ( { address = "127.0.0.1"; chatnet = "t"; port = "${port}"; autoconnect = "yes";
  use_tls = "yes"; tls_verify = "no"; password = "${password}"; } );
chatnets = { t = { type = "IRC"; nick = "carl"; autosendcmd = "/join #chat"; }; };
settings = { core = { real_name = "Carl"; user_name = "carl"; nick = "carl"; };
  "fe-common/core" = { use_status_window = "no"; }; };
`;
}

if (isInstalled("irssi")) {
  testOnTerminal("irssi talks over TLS, with the password that PASS says", async () => {
    await using home = await TempFolder.make({ password: "lamp-river-stone\n" });
    const env = { XDG_STATE_HOME: home.file("state") };
    const args = ["--tls", "--password-file", home.file("password")];
    const { server, port } = await serve(args, { env });
    await using _server = server;
    const given = ["--password-file", home.file("password")];
    await using alice = Program.start(["connect", "alice", "127.0.0.1", port, ...given], { env });
    await alice.line("alice has joined");
    await home.write("irssi/config", config(port, "lamp-river-stone"));
    const command = ["irssi", `--home=${home.file("irssi")}`];
    await using irssi = await Pty.start([], { command, columns: 120, rows: 40 });
    await alice.line("carl has joined");
    await irssi.waitFor(/carl \[.*has joined #chat/);
    await irssi.type("hello over TLS\r");
    await alice.line("carl: hello over TLS");
    await alice.type("heard you");
    await irssi.waitFor(/< ?alice> heard you/);
  });
}
