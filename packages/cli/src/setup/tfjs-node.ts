/**
 * Gives an installed `@tensorflow/tfjs-node` (or `-gpu`) its native binding, compiled here from the
 * package's own sources against TensorFlow's C API as PyPI ships it. The package's own install
 * script would download a prebuilt one from a bucket that many networks refuse.
 */
import { rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openTemporary } from '@ganport/graph/internal';
import { makeFolder } from '@ganport/lab/internal';
import { cacheFolder } from '@ganport/parity/internal';
import { CliError } from '../errors.ts';
import { runCommand, type Log } from './command.ts';
import { missingOf } from './missing-libraries.ts';
import { exists, pipInstall } from './pip.ts';

/** That of assets/tensorflow-*.txt. The GPU's set has CUDA 12's libraries as wheels. */
const tensorflowVersion = '2.21.0';

export interface TfjsNodeOptions {
  /** Folder of the installed package, as npm made it (install scripts need not have run). */
  readonly packageDir: string;
  /** An existing `site-packages/tensorflow`; fetched from PyPI into the cache when not given. */
  readonly tensorflowDir?: string;
  /** Fetch TensorFlow with CUDA. Only matters when `tensorflowDir` is not given. */
  readonly gpu?: boolean;
  /** Python whose pip fetches; default `python3`. */
  readonly python?: string;
  readonly log?: Log;
}

/**
 * Compiles the binding into the folder where the package looks for it. Takes about 10 seconds after
 * the first download (270 MB; with CUDA about 3 GB). Linux only; tfjs-node runs on Node up to 22.
 * @throws CliError `setup-failed`
 */
export async function setupTfjsNode(options: TfjsNodeOptions): Promise<{ bindingPath: string }> {
  const { packageDir, log } = options;
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((f) => join(packageDir, 'binding', f));
  for (const source of sources) {
    if (await exists(source)) continue;
    throw new CliError(
      'setup-failed',
      `${packageDir} is not @tensorflow/tfjs-node (${source} is missing): npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0`,
    );
  }
  const tensorflow = options.tensorflowDir ?? (await fetchTensorflow(options));
  const bindingPath = join(packageDir, 'lib', 'napi-v8', 'tfjs_binding.node');
  await makeFolder(dirname(bindingPath));
  const unfinished = await openTemporary(dirname(bindingPath));
  log?.(`compiling ${bindingPath}`);
  try {
    await runCommand(
      'g++',
      [
        '-O2',
        '-std=c++17',
        '-shared',
        '-fPIC',
        '-DNAPI_VERSION=8',
        `-I${nodeHeaders()}`,
        `-I${join(tensorflow, 'include')}`,
        `-I${packageDir}`,
        ...sources,
        `-L${tensorflow}`,
        '-l:libtensorflow_cc.so.2',
        '-l:libtensorflow_framework.so.2',
        `-Wl,-rpath,${tensorflow}`,
        '-o',
        unfinished.path,
      ],
      { ...(log && { log }), whenMissing: 'install a C++ compiler (Debian: apt install g++)' },
    );
    const missing = await missingOf(unfinished.path);
    if (missing.length > 0) {
      throw new CliError(
        'setup-failed',
        `the compiled tfjs_binding.node would not load: ${missing.join(', ')} not found`,
      );
    }
    await rename(unfinished.path, bindingPath);
  } finally {
    await unfinished.remove();
  }
  log?.(`ready: ${bindingPath}`);
  return { bindingPath };
}

async function fetchTensorflow({ gpu, python, log }: TfjsNodeOptions): Promise<string> {
  const kind = gpu ? 'gpu' : 'cpu';
  const target = join(cacheFolder(), `tensorflow-${kind}-${tensorflowVersion}`);
  await pipInstall(`tensorflow-${kind}`, target, { python, log });
  return join(target, 'tensorflow');
}

/** The headers of Node-API, the same for every Node, from the npm package of Node's own project. */
function nodeHeaders(): string {
  const require = createRequire(import.meta.url);
  return join(require.resolve('node-api-headers/package.json'), '..', 'include');
}
