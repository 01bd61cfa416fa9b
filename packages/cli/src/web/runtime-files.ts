/** The files of ONNX Runtime that a site has: those of one build of onnxruntime-web, and their license. */
import { createRequire } from 'node:module';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The builds by what they compute with beside WebAssembly. The first file is the module. */
const builds = {
  wasm: ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm'],
  webgpu: ['ort.webgpu.bundle.min.mjs', 'ort-wasm-simd-threaded.asyncify.wasm'],
} as const;

export type Build = keyof typeof builds;

/** Copies a build into `ort/` of a site. @returns its module, seen from the site */
export async function copyRuntime(build: Build, site: string): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const source = dirname(resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  const target = join(site, 'ort');
  await mkdir(target);
  for (const file of builds[build]) await copyFile(join(source, file), join(target, file));
  const license = fileURLToPath(new URL('../../assets/onnxruntime-license.txt', import.meta.url));
  await copyFile(license, join(target, 'LICENSE'));
  return `ort/${builds[build][0]}`;
}
