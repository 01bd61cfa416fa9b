/**
 * Serves the files of a site on this machine, as a static host would, with the two headers that
 * WebAssembly needs for threads. Only the files that site.json lists are served.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../errors.ts';
import { readSiteFile } from './site-file.ts';

export interface SiteServer {
  /** For example `http://127.0.0.1:8400/`. */
  readonly address: string;
  close(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

const headers: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "frame-ancestors 'none'",
  // A site that is written again is seen at once.
  'Cache-Control': 'no-cache',
};

/** Names that this machine has for itself; another one is a page elsewhere that was led here. */
const ownNames = new Set(['127.0.0.1', 'localhost']);

/**
 * @param port 0 takes a free one
 * @param isIsolated whether the headers for threads are sent, which many hosts do not
 * @throws CliError 'not-found' for a folder that is no site, 'bad-argument' for a port that is taken
 */
export async function serveSite(
  folder: string,
  port: number,
  isIsolated = true,
): Promise<SiteServer> {
  if (!(await readSiteFile(folder))) {
    const message = `${folder}: is no site of ganport web; write one with --out`;
    throw new CliError('not-found', message);
  }
  const sent = Object.entries(headers).filter(
    ([name]) => isIsolated || !name.startsWith('Cross-Origin'),
  );
  const server = createServer((request, response) => {
    for (const [name, value] of sent) response.setHeader(name, value);
    answer(folder, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${cause.message})`;
      const message = `--port: ${port} ${why}; choose another, or 0 for a free one`;
      reject(new CliError('bad-argument', message, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const number = typeof bound === 'object' && bound ? bound.port : port;
  return {
    address: `http://127.0.0.1:${number}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  folder: string,
  { method, url = '/', headers: { host = '' } }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, text: string) =>
    response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${text}\n`);
  if (!ownNames.has(host.replace(/:\d+$/, '')))
    return void refuse(421, 'not a name of this server');
  if (method !== 'GET' && method !== 'HEAD') return void refuse(405, 'only GET and HEAD');
  const file = url.replace(/^\//, '').replace(/[?#].*$/s, '') || 'index.html';
  const files = [...((await readSiteFile(folder))?.files ?? []), 'site.json'];
  if (!files.includes(file)) return void refuse(404, 'not found');
  const path = join(folder, file);
  response.writeHead(200, {
    'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'Content-Length': (await stat(path)).size,
  });
  if (method === 'HEAD') return void response.end();
  await pipeline(createReadStream(path), response);
}
