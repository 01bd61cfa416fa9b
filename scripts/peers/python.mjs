/** The Python half of the peers: a virtual environment with PyTorch, TensorFlow, onnx and metrics. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, PeersError, run } from './command.mjs';
import { pythonOf, venv, venvPython } from './places.mjs';
import { linkWithoutCuda } from './torch-without-cuda.mjs';

/**
 * What can be installed. onnx is the independent judge of files; the others are measured against.
 * `alone` packages are installed without what they depend on.
 * @typedef {'onnx' | 'onnxruntime' | 'tensorboard' | 'tensorflow' | 'torch' | 'mlserver'
 *   | 'tritonclient' | 'kserve' | 'ganport-ray' | 'metrics'} PythonName
 * @typedef {{ requirements: string[], alone?: string[], oldest: number, newest: number,
 *   needs?: PythonName, module?: string }} PythonPart
 * oldest and newest: minor versions of Python 3 that have wheels of all of it
 * needs: another part that it is of no use without
 * module: what is imported to see whether it works, where the part has another name
 */
/** @type {Readonly<Record<PythonName, PythonPart>>} */
export const pythonParts = {
  onnx: { requirements: ['onnx==1.23.2'], oldest: 10, newest: 14 },
  onnxruntime: { requirements: ['onnxruntime==1.30.0'], oldest: 11, newest: 14 },
  tensorboard: { requirements: ['tensorboard==2.21.0'], oldest: 10, newest: 14 },
  tensorflow: { requirements: ['tensorflow-cpu==2.21.0'], oldest: 10, newest: 13 },
  torch: {
    // The CUDA wheels and triton, several gigabytes, are left out: see torch-without-cuda.mjs.
    alone: ['torch==2.15.0'],
    requirements: [
      ...['numpy', 'filelock', 'fsspec', 'jinja2', 'networkx>=2.5.1', 'setuptools>=77.0.3'],
      ...['sympy>=1.13.3', 'typing-extensions>=4.13'],
    ],
    oldest: 11,
    newest: 14,
  },
  // A server of the Open Inference Protocol, and a client of it with Triton's own definitions.
  mlserver: { requirements: ['mlserver==1.7.1'], needs: 'onnxruntime', oldest: 10, newest: 12 },
  tritonclient: {
    requirements: ['tritonclient[http]==2.73.0'],
    needs: 'mlserver',
    module: 'mlserver',
    oldest: 10,
    newest: 12,
  },
  // The models of manifests. KServe's package without its servers.
  kserve: {
    requirements: ['kubernetes==37.0.2', 'six==1.17.0'],
    alone: ['kserve==0.21.0'],
    module: 'kubernetes',
    oldest: 10,
    newest: 13,
  },
  // What the Python package of integrations/ray is tested with, besides Ray.
  'ganport-ray': {
    requirements: ['mypy==2.4.1', 'numba==0.68.1', 'pytest==9.2.0', 'safetensors==0.8.0'],
    needs: 'onnxruntime',
    module: 'pytest',
    oldest: 11,
    newest: 14,
  },
  metrics: {
    // Other implementations of what ganport evaluate computes, to agree with on the same features.
    requirements: [
      'scipy==1.17.1',
      'scikit-learn==1.9.1',
      'prdc==0.2',
      'pillow==13.0.0',
      'tqdm==4.70.1',
    ],
    alone: ['torch-fidelity==0.4.0', 'torchvision==0.29.2'],
    needs: 'torch',
    module: 'torch_fidelity',
    oldest: 11,
    newest: 14,
  },
};

/**
 * Makes or completes the environment.
 * @param {PythonName[]} wanted
 * @param {string | undefined} python the interpreter to make it with, found when not given
 */
export function installPython(wanted, python) {
  const names = [...new Set(wanted.flatMap((name) => [pythonParts[name].needs ?? name, name]))];
  const parts = names.map((name) => pythonParts[name]);
  const oldest = Math.max(...parts.map((part) => part.oldest));
  const newest = Math.min(...parts.map((part) => part.newest));
  makeEnvironment(venv, names.join(', '), { python, oldest, newest });
  const requirements = [...new Set(parts.flatMap((part) => part.requirements))];
  const alone = parts.flatMap((part) => part.alone ?? []);
  console.log(`peers: pip install ${[...requirements, ...alone].join(' ')}`);
  run(venvPython, [...pipInstall.args, ...requirements], pipInstall);
  if (alone.length > 0) {
    run(venvPython, [...pipInstall.args, '--no-deps', ...alone], pipInstall);
  }
  if (names.includes('torch') && process.platform === 'linux') {
    const made = linkWithoutCuda(join(sitePackages(), 'torch', 'lib'));
    if (made.length > 0) console.log(`peers: torch linked without CUDA (${made.length} stand-ins)`);
  }
  for (const name of names) {
    const module = pythonParts[name].module ?? name;
    const version = ask(venvPython, ['-c', `import ${module}; print(${module}.__version__)`]);
    if (version === undefined) {
      throw new PeersError(`${module} does not import: delete ${venv} and run again`);
    }
    console.log(`peers: ${module} ${version}`);
  }
}

/**
 * Makes a virtual environment where there is none.
 * @param {string} folder
 * @param {string} what is to be installed there, for messages
 * @param {{ python: string | undefined, oldest: number, newest: number }} options python: the interpreter
 *   to make it with; oldest, newest: minor versions of Python 3 that will do
 */
export function makeEnvironment(folder, what, { python, oldest, newest }) {
  const own = pythonOf(folder);
  if (!existsSync(own)) {
    const base = findPython(python, oldest, newest);
    console.log(`peers: ${folder} made with ${base}`);
    run(base, ['-m', 'venv', '--clear', folder], {
      remedy: "Python's venv module is needed (Debian: apt install python3-venv)",
    });
  }
  const minor = minorVersion(own);
  if (minor === undefined || minor < oldest || minor > newest) {
    throw new PeersError(
      `${folder} has Python 3.${minor ?? '?'}, ${what} want 3.${oldest} to 3.${newest}: ` +
        `delete the folder and run again with --python <one of these>`,
    );
  }
}

/** Arguments of Python before the requirements, and what to do when it fails. */
export const pipInstall = {
  args: ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
  remedy: 'pip could not install it (is PyPI reachable, is the disk full?)',
};

/** The environment's site-packages. */
export function sitePackages() {
  const code = 'import sysconfig; print(sysconfig.get_path("platlib"))';
  const path = ask(venvPython, ['-c', code]);
  if (path === undefined) throw new PeersError(`${venvPython} does not run: delete ${venv}`);
  return path;
}

/**
 * @param {string | undefined} wanted
 * @param {number} oldest
 * @param {number} newest
 */
function findPython(wanted, oldest, newest) {
  const named = Array.from({ length: newest - oldest + 1 }, (_, i) => `python3.${newest - i}`);
  const candidates = wanted ? [wanted] : ['python3', ...named];
  const found = candidates.find((python) => {
    const minor = minorVersion(python);
    return minor !== undefined && minor >= oldest && minor <= newest;
  });
  if (found !== undefined) return found;
  throw new PeersError(
    `no Python 3.${oldest} to 3.${newest} among ${candidates.join(', ')}: ` +
      'install one (Debian: apt install python3 python3-venv) or name it with --python <path>',
  );
}

/** @param {string} python @returns {number | undefined} 11 for Python 3.11 */
function minorVersion(python) {
  const minor = ask(python, ['-c', 'import sys; print(sys.version_info.minor)']);
  return minor === undefined ? undefined : Number(minor);
}
