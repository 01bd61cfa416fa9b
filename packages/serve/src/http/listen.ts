/** The HTTP server: its address, its time limits, and its end. */
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServeError } from '../errors.ts';
import { gracefulClose } from './graceful-close.ts';
import { type AppOptions, createApp } from './app.ts';
import { isLoopback } from './origins.ts';

export interface HttpOptions extends Omit<AppOptions, 'origins'> {
  readonly host: string;
  readonly port: number;
  readonly hasKeys: boolean;
  readonly cors: readonly string[];
}

export interface HttpServer {
  readonly url: string;
  /** Answers the requests that were taken, and ends. */
  close(): Promise<void>;
}

/** Milliseconds for the headers of a request, and until an idle connection is closed. */
const timeouts = { headersTimeout: 10_000, keepAliveTimeout: 10_000 };

/** Seconds that a client may take to read an answer. */
const READING = 30;

/** @throws ServeError 'cannot-listen' */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port, hasKeys, cors, limits } = options;
  const app = createApp({
    ...options,
    // A key is needed from everywhere; without keys, pages must not reach the machine by another name.
    origins: { cors, isLocal: !hasKeys && isLoopback(host) },
  });
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: timeouts }) as Server;
  // Ends connections on which nothing moves: longer than a request may compute.
  server.setTimeout((limits.timeLimit + READING) * 1000);
  const end = gracefulClose(server);
  const url = await listen(server, host, port);
  return {
    url,
    close: () => end(limits.grace),
  };
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ message }) => {
      const problem = `cannot listen at ${host}:${port}: ${message}; choose another --port or --host`;
      reject(new ServeError('cannot-listen', problem));
    });
    server.listen(port, host, () => {
      const { address, family, port: taken } = server.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`);
    });
  });
}
