/**
 * Bundles the package into `dist/`, with what it takes of ganport's other packages: who installs it gets a
 * few kilobytes, and no TensorFlow.js. The worker stays a file of its own beside the others, which bundlers
 * find by `new URL('./worker.js', import.meta.url)`. onnxruntime-web stays an import.
 */
import { defineConfig } from 'rolldown';

export default defineConfig({
  input: {
    index: 'src/index.ts',
    element: 'src/element.ts',
    internal: 'src/internal.ts',
    'internal-worker': 'src/internal-worker.ts',
    worker: 'src/worker.ts',
  },
  cwd: import.meta.dirname,
  external: [/^onnxruntime-web/, /^node:/],
  platform: 'browser',
  output: {
    dir: 'dist',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    comments: { annotation: true, jsdoc: false, legal: true },
  },
});
