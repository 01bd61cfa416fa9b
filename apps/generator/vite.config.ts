/**
 * Bundles the page into a folder that works under any address. `ganport web` adds a model, its site.json,
 * and ONNX Runtime in ort/.
 */
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from '../content-security-policy.ts';

/** Without a hash in their names: other pages import the one, and the other's scope is its folder. */
const fixedNames: Readonly<Record<string, string>> = {
  ganport: 'assets/ganport.js',
  'service-worker': 'service-worker.js',
};

export default defineConfig({
  base: './',
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: 'index.html',
        ganport: 'src/ganport.ts',
        'service-worker': 'src/service-worker.ts',
      },
      // What ganport.js exports is for other pages.
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: ({ name }) => fixedNames[name] ?? 'assets/[name]-[hash].js',
      },
    },
  },
  // The page names the file of ONNX Runtime itself; what @ganport/web would import is never loaded.
  worker: { format: 'es', rollupOptions: { external: /^onnxruntime-web/ } },
  // Pictures are those that the page has made itself.
  plugins: [contentSecurityPolicy(["worker-src 'self'", 'img-src data: blob:'])],
});
