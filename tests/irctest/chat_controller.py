"""Runs irctest against this server: pytest --controller chat_controller.

CHAT_COMMAND is the command line of the program without its subcommand, for example `dist/chat`.
"""

import os
import shlex

from irctest.basecontrollers import BaseServerController, DirectoryBasedController
from irctest.runner import NotImplementedByController

OPERATOR = "operuser operpassword\n"


class ChatController(BaseServerController, DirectoryBasedController):
    software_name = "chat"
    supported_sasl_mechanisms = set()
    supports_sts = False

    def run(
        self,
        hostname,
        port,
        *,
        password,
        ssl,
        run_services,
        faketime,
        websocket_hostname,
        websocket_port,
    ):
        if ssl or websocket_port is not None or run_services:
            raise NotImplementedByController("TLS, web socket or services")
        assert self.proc is None
        self.port = port
        self.hostname = hostname
        self.create_config()
        shared = self.directory / "shared"
        shared.mkdir(exist_ok=True)
        operator = self.directory / "operator"
        operator.write_text(OPERATOR)
        locked = []
        if password is not None:
            secret = self.directory / "password"
            secret.write_text(password + "\n")
            secret.chmod(0o600)
            locked = ["--password-file", secret]
            hostname = "127.0.0.1"  # Without TLS, a password is for this machine alone.
        self.proc = self.execute(
            [
                *shlex.split(os.environ["CHAT_COMMAND"]),
                "serve",
                "--host", hostname,
                "--port", str(port),
                "--files", shared,
                "--rate", "0",
                "--irc-name", "My.Little.Server",
                "--irc-operator", operator,
                *locked,
            ]
        )


def get_irctest_controller_class():
    return ChatController
