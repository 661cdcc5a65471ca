/** What `chat` alone says in a terminal: enough to begin with, in ten lines. */
export const INTRODUCTION = `\
chat: talk and share files with people on your network, from the terminal.

Start a server, on one machine:     chat serve
Join it, on the same machine:       chat connect alice
Join it, from another:              chat connect bob HOST 5555
The server prints the exact line for the others. Then type, and press Enter.

/help lists the commands, /files what is shared, /get NAME fetches a file,
/msg NAME TEXT writes to one person alone, Tab completes, /quit leaves.
All there is to know: chat --help`;
