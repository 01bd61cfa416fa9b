/** The Node half of the peers: tfjs-node, its binding compiled against the venv's TensorFlow. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setupTfjsNode } from 'ganport/internal';
import { ask, PeersError, run } from './command.mjs';
import { nodeFolder, tfjsNodeFolder } from './places.mjs';
import { sitePackages } from './python.mjs';

/** The last Node that has what tfjs-node 4.22 calls (`util.isNullOrUndefined` went in 23). */
const newestNode = 22;

/** Installs the package without its install script and compiles what that would have downloaded. */
export async function installTfjsNode() {
  const major = Number(process.versions.node.split('.', 1)[0]);
  if (major > newestNode) {
    throw new PeersError(`tfjs-node runs on Node up to ${newestNode}, this is ${process.version}`);
  }
  mkdirSync(nodeFolder, { recursive: true });
  const manifest = { private: true, dependencies: { '@tensorflow/tfjs-node': '4.22.0' } };
  writeFileSync(join(nodeFolder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log('peers: npm install @tensorflow/tfjs-node 4.22.0');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', ...quiet], { cwd: nodeFolder, remedy: 'is the npm registry reachable?' });
  if (!existsSync(join(tfjsNodeFolder, 'lib', 'napi-v8', 'tfjs_binding.node'))) {
    const log = (/** @type {string} */ line) => console.log(`peers: ${line}`);
    const tensorflowDir = join(sitePackages(), 'tensorflow');
    await setupTfjsNode({ packageDir: tfjsNodeFolder, tensorflowDir, log });
  }
  const require = createRequire(join(nodeFolder, 'package.json'));
  const code = `console.log(require(${JSON.stringify(require.resolve('@tensorflow/tfjs-node'))}).backend().binding.TF_Version)`;
  const version = ask(process.execPath, ['-e', code]);
  if (version === undefined) {
    throw new PeersError(`tfjs-node does not load: delete ${nodeFolder} and run again`);
  }
  console.log(`peers: tfjs-node 4.22.0 on TensorFlow ${version.split('\n').at(-1)}`);
}
