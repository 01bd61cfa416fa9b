/** The folder of onnxruntime-node's native libraries, which the CUDA provider must be in. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface BindingLocation {
  /** The folder of `onnxruntime_binding.node`. */
  readonly folder: string;
  /** The package's version; the CUDA provider must be of the same one. */
  readonly version: string;
}

export function bindingLocation(): BindingLocation {
  const require = createRequire(import.meta.url);
  const packageFile = require.resolve('onnxruntime-node/package.json');
  const { version, binary } = require(packageFile) as {
    version: string;
    binary: { napi_versions: number[] };
  };
  const napi = `napi-v${binary.napi_versions[0]}`;
  return {
    folder: join(dirname(packageFile), 'bin', napi, process.platform, process.arch),
    version,
  };
}
