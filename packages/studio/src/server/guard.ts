/**
 * Who may talk to the server: the page that it serves itself, opened with the address that the command
 * has printed. Another site cannot, even one whose name leads to this machine (DNS rebinding), and
 * neither can another user of the machine, who does not know the token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { TOKEN_HEADER } from '../protocol.ts';

/**
 * Refuses requests under another name than the server's, and those of other sites.
 *
 * @param port the server's port, once it listens
 */
export function ownHostOnly(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const host = context.req.header('host') ?? '';
    if (!hosts.includes(host)) return context.text('Wrong host.', 421);
    const origin = context.req.header('origin');
    const site = context.req.header('sec-fetch-site') ?? 'none';
    const isOwn = origin === undefined || origin === `http://${host}`;
    // A link on another page may open the studio, but nothing else of it may be loaded from there.
    const isOpened = context.req.header('sec-fetch-mode') === 'navigate';
    if (!isOwn || !(isOpened || site === 'same-origin' || site === 'none')) {
      return context.text('Wrong origin.', 403);
    }
    return next();
  };
}

/** Refuses requests without the token. */
export function tokenOnly(token: string): MiddlewareHandler {
  const expected = digest(token);
  return async (context, next) => {
    const given = digest(context.req.header(TOKEN_HEADER) ?? '');
    if (timingSafeEqual(given, expected)) return next();
    const error =
      'token: missing or of another studio; open the address that ganport studio printed';
    return context.json({ error }, 401);
  };
}

/** Equally long, whatever the text. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * What the page may load: its own files, WebAssembly, and pictures that it has drawn. `blob:` is for
 * the threads of ONNX Runtime.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // With these two WebAssembly may use threads.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Adds the headers that keep the page apart from others. */
export const withHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
};
