/**
 * Asks the dynamic linker whether the CUDA provider would load, before ONNX Runtime tries: ONNX
 * Runtime only reports "failed to load" and writes the reason to stderr.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bindingLocation } from './binding.ts';
import { missingLibraries } from './shared-libraries.ts';

/** Why the CUDA provider cannot load, or undefined when nothing is missing. */
export async function missingCuda(
  folder = bindingLocation().folder,
  findMissing = missingLibraries,
): Promise<string | undefined> {
  const library = join(folder, 'libonnxruntime_providers_cuda.so');
  if (!existsSync(library)) {
    return 'the CUDA provider is not installed (ganport setup cuda)';
  }
  // Without ldd, ONNX Runtime finds out when it loads the provider.
  const missing = (await findMissing(library)) ?? [];
  if (missing.length === 0) return undefined;
  return missing.length === 1 && missing[0] === 'libcuda.so.1'
    ? "NVIDIA's driver is not installed (libcuda.so.1 not found)"
    : `${missing.join(', ')} not found: set LD_LIBRARY_PATH as ganport setup cuda prints it`;
}
