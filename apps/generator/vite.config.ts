/**
 * Bundles the pages into folders that work under any address: Vite's mode is the kind of the page, a folder in
 * src/kinds/, so that each page has the code of its kind alone. The mode `shared` is what all sites have beside
 * their page. `ganport web` adds a model, its site.json, and ONNX Runtime in ort/.
 */
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from '../content-security-policy.ts';

/** Without a hash in their names: other pages import the one, and the other's scope is its folder. */
const shared: Readonly<Record<string, string>> = {
  ganport: 'assets/ganport.js',
  'service-worker': 'service-worker.js',
};

export default defineConfig(({ mode }) => ({
  base: './',
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    rollupOptions: {
      input:
        mode === 'shared'
          ? { ganport: 'src/ganport.ts', 'service-worker': 'src/service-worker.ts' }
          : 'index.html',
      // What ganport.js exports is for other pages.
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: ({ name }) => shared[name] ?? 'assets/[name]-[hash].js',
      },
    },
  },
  // The page names the file of ONNX Runtime itself; what @ganport/web would import is never loaded.
  worker: { format: 'es', rollupOptions: { external: /^onnxruntime-web/ } },
  // Pictures are those that the page has made itself.
  plugins: [contentSecurityPolicy(["worker-src 'self'", 'img-src data: blob:'])],
}));
