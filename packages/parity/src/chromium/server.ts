/**
 * Serves the page and what it needs on 127.0.0.1, cross-origin isolated so that WebAssembly may use
 * threads, and carries calls to the page and answers back as bytes.
 */
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, normalize } from 'node:path';
import { compiledFile } from '@ganport/runtime/internal/node';

export interface PageServer {
  /** For example `http://127.0.0.1:40123/`. */
  readonly address: string;
  /** Holds a call's bytes until the page fetches them. */
  offer(id: number, request: Uint8Array): void;
  /** The page's answer; undefined when there is none. */
  take(id: number): Uint8Array | undefined;
  close(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** The page is blank; the import map names compiled packages and unbundled builds of onnxruntime-web. */
const page = `<!doctype html><meta charset="utf-8"><title>ganport</title>
<link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({
  imports: {
    '@ganport/runtime': '/runtime/index.js',
    '@ganport/runtime/internal': '/runtime/internal.js',
    '@ganport/runtime/internal/web': '/runtime/web/internal.js',
    'onnxruntime-web/wasm': '/ort/ort.wasm.min.mjs',
    'onnxruntime-web/webgpu': '/ort/ort.webgpu.min.mjs',
  },
})}</script>
<script type="module">
import { answerCall } from '/chromium/page.js';
globalThis.answerCall = answerCall;
</script>`;

export async function startServer(): Promise<PageServer> {
  const require = createRequire(import.meta.url);
  const folders: Readonly<Record<string, string>> = {
    ort: dirname(require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')),
    runtime: dirname(require.resolve('@ganport/runtime')),
    chromium: dirname(compiledFile('./page.js', import.meta.url)),
  };
  const requests = new Map<number, Uint8Array>();
  const answers = new Map<number, Uint8Array>();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const [, first = '', ...rest] = path.split('/');
    if (path === '/') return send(response, 200, page, '.html');
    const folder = folders[first];
    if (folder !== undefined) return sendFile(response, folder, rest.join('/'));
    const id = Number(rest[0]);
    if (first === 'call' && request.method === 'GET') {
      const offered = requests.get(id);
      requests.delete(id);
      return offered ? send(response, 200, offered) : send(response, 404, 'no such call');
    }
    if (first === 'call' && request.method === 'POST') {
      answers.set(id, await bodyOf(request));
      return send(response, 204, '');
    }
    return send(response, 404, 'not found');
  };

  const server = createServer((request, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}/`,
    offer: (id, request) => requests.set(id, request),
    take: (id) => {
      const found = answers.get(id);
      answers.delete(id);
      return found;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  extension = '',
): void {
  response.writeHead(status, {
    'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
  });
  response.end(body);
}

function sendFile(response: ServerResponse, folder: string, path: string): void {
  const file = join(folder, normalize(`/${decodeURIComponent(path)}`));
  const stream = createReadStream(file);
  stream.once('open', () => {
    response.writeHead(200, {
      'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
    });
    stream.pipe(response);
  });
  stream.once('error', () => send(response, 404, 'not found'));
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}
