/** Writes a page's content security policy into its head, for hosts that send none of their own. */
import type { Plugin } from 'vite';

/**
 * Only in the built page: Vite's development server needs inline styles and a socket.
 *
 * @param loads what the page may load beside its own scripts, styles and connections: a directive each
 */
export function contentSecurityPolicy(loads: readonly string[]): Plugin {
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ...loads,
  ].join('; ');
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
  };
}
