/**
 * Bundles the page into a folder of static files. `ganport studio` serves them with the runs of a
 * machine; any other host serves them without.
 */
import { defineConfig, type Plugin } from 'vite';
import { contentSecurityPolicy } from '../content-security-policy.ts';
import { onnxRuntimeOutside } from '../onnx-runtime.ts';

/** With these a page is cross-origin isolated and WebAssembly may use threads. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The studio's server sends the same and more. */
const policy = contentSecurityPolicy(["worker-src 'self' blob:", "img-src 'self' data: blob:"]);

/** Seen from the page's scripts, in `ort/` beside them; ganport has these files anyway. */
const runtime = () =>
  onnxRuntimeOutside({
    wasm: 'ort.wasm.bundle.min.mjs',
    webgpu: 'ort.webgpu.bundle.min.mjs',
    'ort-wasm-simd-threaded.mjs': 'ort-wasm-simd-threaded.mjs',
  });

/** The digits that a static site trains on; the studio's server has them anyway. */
const digits: Plugin = {
  name: 'digits',
  apply: 'build',
  async generateBundle() {
    const { digitFiles } = await import('@ganport/studio');
    for (const { name, read } of digitFiles()) {
      this.emitFile({ type: 'asset', fileName: name, source: await read() });
    }
  },
};

/** `vite build --mode site` makes a whole site; without it the page is what `ganport studio` serves. */
export default defineConfig(({ mode }) => ({
  base: './',
  worker: { format: 'es', plugins: () => (mode === 'site' ? [] : [runtime()]) },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // The licenses of what is bundled go where the page goes.
    license: { fileName: 'licenses.md' },
  },
  plugins: [policy, mode === 'site' ? digits : runtime()],
  server: { headers },
  preview: { headers },
}));
