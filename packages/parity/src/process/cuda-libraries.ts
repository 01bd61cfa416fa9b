/**
 * Where `ganport setup` keeps what it fetches, and where the CUDA libraries among it are. The dynamic
 * linker reads LD_LIBRARY_PATH when a process starts, so they are for the environment of a child
 * process, or for the user's shell.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '@ganport/runtime/internal/node';

/** The wheels of one onnxruntime-gpu version and of the CUDA libraries that it needs. */
export function cudaFolder(onnxruntimeVersion: string): string {
  return join(cacheFolder(), `cuda-for-onnxruntime-${onnxruntimeVersion}`);
}

/** The `lib` folders of NVIDIA's wheels; none before the set-up. */
export function cudaLibraryFolders(folder: string): string[] {
  const vendor = join(folder, 'nvidia');
  if (!existsSync(vendor)) return [];
  return readdirSync(vendor)
    .map((name) => join(vendor, name, 'lib'))
    .filter((lib) => existsSync(lib))
    .toSorted();
}

/** The value of LD_LIBRARY_PATH with which a process finds the libraries. */
export function cudaLibraryPath(
  folder: string,
  inherited: string | undefined = process.env['LD_LIBRARY_PATH'],
): string {
  return [...cudaLibraryFolders(folder), ...(inherited ? [inherited] : [])].join(':');
}
