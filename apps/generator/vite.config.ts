/** Bundles the page into `dist/`, a folder of static files that works under any address. */
import { defineConfig, type Plugin } from 'vite';

/** With these a page is cross-origin isolated and WebAssembly may use threads. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * What the page may load: scripts of its own, WebAssembly, and models of its own site or over https.
 * `blob:` is for the threads of ONNX Runtime.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self' https:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only in the built page: Vite's development server needs inline styles and a socket. */
const contentSecurityPolicy: Plugin = {
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

export default defineConfig({
  base: './',
  // The licenses of what is bundled go where the page goes.
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
  },
  plugins: [contentSecurityPolicy],
  server: { headers },
  preview: { headers },
});
