/**
 * The end of an HTTP server: what was taken is answered. A connection that is kept alive, or that has not sent
 * a request, would hold the server open for its client's sake; it ends at once.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Watches the connections of a server, from before it listens.
 *
 * @returns closes the server; what is not answered within the seconds is cut off
 */
export function gracefulClose(server: Server): (grace: number) => Promise<void> {
  /** The requests of each connection that are not answered yet. */
  const open = new Map<Socket, number>();
  let isClosing = false;
  const endIdle = (): void => {
    for (const [socket, requests] of open) if (requests === 0) socket.destroySoon();
  };
  const count = (socket: Socket, change: number): void => {
    const requests = open.get(socket);
    if (requests !== undefined) open.set(socket, requests + change);
    if (isClosing) endIdle();
  };
  server.on('connection', (socket: Socket) => {
    open.set(socket, 0);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  return async (grace) => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    isClosing = true;
    endIdle();
    const cut = setTimeout(() => server.closeAllConnections(), grace * 1000);
    await closed;
    clearTimeout(cut);
  };
}
