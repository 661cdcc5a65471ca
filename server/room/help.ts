/** The server's answer to `help`: the requests of the protocol, for somebody who writes a client. */
export const HELP = `Requests (docs/PROTOCOL.md has their fields):
hello: open the conversation, with a name or without
login, name, logout: take a first name, take or change one, give it back
who: the names online
say, tell: a message to everyone else, to one
history, find: earlier messages: a page of them, those with some words
files, get: the shared folder, a ticket to download from it
help: this text
bye: close the conversation`;
