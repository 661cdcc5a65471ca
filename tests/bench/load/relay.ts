/**
 * The least a chat server can do: what one connection sends goes to all the others, unread, by one
 * system call each. What the generator measures of it is the generator's own ceiling, and the
 * kernel's.
 *
 * @module
 */
import { accept, close, listen, Poll, READ, receive, received, send, WRITE } from "./libc.ts";

const HELLO = "!".charCodeAt(0);
const { fd: listener, port } = listen();
const poll = new Poll();
const clients = new Set<number>();
const unsent = new Map<number, Uint8Array<ArrayBuffer>[]>();

poll.add(listener, listener, READ);
console.log(port);
for (;;) poll.wait(1_000, happened);

function happened(fd: number, events: number): void {
  if (fd === listener) return welcome();
  if (events & WRITE) flush(fd);
  if (events & READ) relay(fd);
}

function welcome(): void {
  for (let fd = accept(listener); fd >= 0; fd = accept(listener)) {
    clients.add(fd);
    poll.add(fd, fd, READ);
  }
}

function relay(from: number): void {
  const count = receive(from, 0);
  if (count <= 0) {
    clients.delete(from);
    return close(from);
  }
  if (received[0] === HELLO) return push(from, received.slice(0, 1));
  const bytes = received.slice(0, count);
  for (const fd of clients) if (fd !== from) push(fd, bytes);
}

function push(fd: number, bytes: Uint8Array<ArrayBuffer>): void {
  const queue = unsent.get(fd);
  if (queue) return void queue.push(bytes);
  const sent = Math.max(0, send(fd, bytes));
  if (sent === bytes.length) return;
  unsent.set(fd, [bytes.subarray(sent)]);
  poll.change(fd, fd, READ | WRITE);
}

function flush(fd: number): void {
  const queue = unsent.get(fd);
  while (queue && queue.length > 0) {
    const sent = Math.max(0, send(fd, queue[0]!));
    if (sent < queue[0]!.length) return void (queue[0] = queue[0]!.subarray(sent));
    queue.shift();
  }
  unsent.delete(fd);
  poll.change(fd, fd, READ);
}
