/** Gives `ganport ray` its Python packages: Ray, torch, ONNX Runtime and what they need, in a folder of the cache. */
import { join } from 'node:path';
import { cacheFolder } from '@ganport/parity/internal';
import type { Log } from './command.ts';
import { pipInstall } from './pip.ts';

/** That of assets/ray.txt. */
const rayVersion = '2.60.0';

export interface RayOptions {
  /** Python whose pip fetches; default `python3`. */
  readonly python?: string;
  readonly log?: Log;
}

/**
 * Fetches about 3 GB once (6 GB unpacked), for Python 3.11 on Linux and x64. torch of PyPI has CUDA's libraries.
 *
 * @returns the folder, for PYTHONPATH
 * @throws CliError `setup-failed`
 */
export async function setupRay({ python, log }: RayOptions = {}): Promise<string> {
  const target = join(cacheFolder(), `ray-${rayVersion}`);
  await pipInstall('ray', target, { python, log });
  log?.(`to train: PYTHONPATH=${target} python3.11 -m ganport_ray RUN, with ganport-ray installed`);
  return target;
}
