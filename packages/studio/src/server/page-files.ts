/** The files of the page: those that are there when the server starts, and no others. */
import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { readInputFile } from '@ganport/lab/internal';
import { StudioError } from '../errors.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.md': 'text/plain; charset=utf-8',
  '.bin': 'application/octet-stream',
};

/**
 * Serves the files of a folder.
 *
 * @param folder the built page
 * @throws StudioError 'not-found' when it has no index.html
 */
export async function pageFiles(folder: string): Promise<MiddlewareHandler> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, string>(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [`/${relative(folder, path).split(sep).join('/')}`, path] as const;
      }),
  );
  if (!files.has('/index.html')) {
    const message = `${folder}: has no index.html; build the page with 'npm run build'`;
    throw new StudioError('not-found', message);
  }
  return async (context, next) => {
    const name = context.req.path === '/' ? '/index.html' : context.req.path;
    const path = files.get(name);
    if (path === undefined || context.req.method !== 'GET') return next();
    const bytes = await readInputFile(path);
    return context.body(Uint8Array.from(bytes), 200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      // Names of bundled files change with their content.
      'Cache-Control': name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    });
  };
}
