/**
 * Gives onnxruntime-node its CUDA provider from PyPI: onnxruntime-node's own install script fetches
 * it from a host that many networks refuse, but the wheel of onnxruntime-gpu of the same version
 * holds the same library, and NVIDIA's wheels hold what that needs. The machine only needs the driver.
 */
import { copyFile, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openTemporary } from '@ganport/graph/internal';
import { cudaFolder, cudaLibraryFolders, cudaLibraryPath } from '@ganport/parity/internal';
import { bindingLocation } from '@ganport/runtime/internal/node';
import { CliError } from '../errors.ts';
import type { Log } from './command.ts';
import { missingOf } from './missing-libraries.ts';
import { pipInstall } from './pip.ts';

/** The version of onnxruntime-gpu in assets/cuda.txt, whose library must fit onnxruntime-node. */
const lockedVersion = '1.30.0';

const providerLibraries = [
  'libonnxruntime_providers_shared.so',
  'libonnxruntime_providers_cuda.so',
];

/** Part of the NVIDIA driver, which no wheel has. */
const driverLibrary = 'libcuda.so.1';

export interface CudaOptions {
  /** Python whose pip fetches; default `python3`. */
  readonly python?: string;
  /** Where the provider is copied to; default: beside onnxruntime-node's binding. */
  readonly targetDir?: string;
  readonly log?: Log;
}

export interface CudaSetup {
  /** The paths of the provider's libraries. */
  readonly libraries: readonly string[];
  /** What LD_LIBRARY_PATH must be when a process starts that uses CUDA in its own threads. */
  readonly libraryPath: string;
  /** Whether this machine has NVIDIA's driver, the only part that the set-up does not install. */
  readonly driver: boolean;
}

/**
 * Fetches about 1.4 GB once (2.6 GB unpacked) and copies 270 MB. Linux on x64 only.
 * @throws CliError `setup-failed`
 */
export async function setupCuda(options: CudaOptions = {}): Promise<CudaSetup> {
  const { log, python } = options;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CliError(
      'setup-failed',
      `setup cuda: there are wheels for linux x64 only, this is ${process.platform} ${process.arch}`,
    );
  }
  const { folder: bindingFolder, version } = bindingLocation();
  const fetched = cudaFolder(version);
  if (version !== lockedVersion) {
    const message = `setup cuda: has the provider of onnxruntime ${lockedVersion}, and onnxruntime-node is ${version}; install onnxruntime-node@${lockedVersion}`;
    throw new CliError('setup-failed', message);
  }
  await pipInstall('cuda', fetched, { python, log });
  const target = options.targetDir ?? bindingFolder;
  const libraries = providerLibraries.map((name) => join(target, name));
  for (const name of providerLibraries) {
    await copyWhole(join(fetched, 'onnxruntime', 'capi', name), join(target, name));
  }
  const missing = await unresolved([...libraries, ...(await nvidiaLibraries(fetched))], fetched);
  const absent = [...missing].filter((name) => name !== driverLibrary);
  if (absent.length > 0) {
    throw new CliError('setup-failed', `setup cuda: ${absent.join(', ')} not found`);
  }
  const libraryPath = cudaLibraryPath(fetched);
  const driver = !missing.has(driverLibrary);
  log?.(`the CUDA provider is in ${target}`);
  log?.(
    driver
      ? "NVIDIA's driver is here"
      : `${driverLibrary} is not here: install NVIDIA's driver (580 or newer, for CUDA 13)`,
  );
  log?.(`to use it in the program's own process: export LD_LIBRARY_PATH=${libraryPath}`);
  return { libraries, libraryPath, driver };
}

/** Copies under a temporary name first: an incomplete library crashes the process that loads it. */
async function copyWhole(source: string, target: string): Promise<void> {
  const unfinished = await openTemporary(dirname(target));
  try {
    await copyFile(source, unfinished.path);
    await rename(unfinished.path, target);
  } catch (cause) {
    throw new CliError('setup-failed', `setup cuda: ${target} cannot be written`, { cause });
  } finally {
    await unfinished.remove();
  }
}

async function nvidiaLibraries(fetched: string): Promise<string[]> {
  const folders = cudaLibraryFolders(fetched);
  const names = await Promise.all(folders.map((folder) => readdir(folder)));
  return names.flatMap((files, i) =>
    files.filter((file) => file.includes('.so')).map((file) => join(folders[i] ?? '', file)),
  );
}

async function unresolved(files: readonly string[], fetched: string): Promise<Set<string>> {
  const folders = cudaLibraryFolders(fetched);
  const missing = new Set<string>();
  for (const file of files) {
    for (const name of await missingOf(file, folders)) missing.add(name);
  }
  return missing;
}
