/**
 * Keeps ONNX Runtime out of a page's bundle: its files are megabytes, and the command line, which the
 * page is published with, has them already. Whoever serves or writes the page puts them into `ort/`
 * beside index.html. Vite's development server takes them from node_modules.
 */
import type { Plugin } from 'vite';

/**
 * A plugin for `plugins` and for `worker.plugins`.
 *
 * @param files the file in `ort/` for each entry of onnxruntime-web that the page imports
 * @example
 * onnxRuntimeOutside({ wasm: 'ort.wasm.bundle.min.mjs', webgpu: 'ort.webgpu.bundle.min.mjs' })
 */
export function onnxRuntimeOutside(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'onnx-runtime-outside',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => {
      const [, entry = ''] = /^onnxruntime-web\/(.*)$/.exec(id) ?? [];
      const file = files[entry];
      // Seen from the scripts of the page, which are all in assets/.
      return file === undefined ? undefined : { id: `../ort/${file}`, external: true };
    },
  };
}
