/** Bundles the page into `dist/`, a folder of static files that works under any address. */
import { defineConfig } from 'vite';

/** With these a page is cross-origin isolated and WebAssembly may use threads. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  build: { target: 'es2023', modulePreload: { polyfill: false } },
  server: { headers },
  preview: { headers },
});
