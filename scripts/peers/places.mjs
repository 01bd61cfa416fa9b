/** Where `npm run peers` puts things, for itself and for what uses them. All of it is out of git. */
import { join } from 'node:path';

const peers = join(import.meta.dirname, '..', '..', '.peers');

/** The Python virtual environment. */
export const venv = join(peers, 'python');
export const venvPython = pythonOf(venv);
/** The Python that has the peers: that of the environment, or one that is there already. */
export const peerPython = process.env['GANPORT_PYTHON'] ?? venvPython;

/** The environment of tf2onnx. */
export const tf2onnxVenv = join(peers, 'tf2onnx');
export const tf2onnxPython = pythonOf(tf2onnxVenv);

/** A folder of its own for npm packages that must not become the workspace's dependencies. */
export const nodeFolder = join(peers, 'node');
export const tfjsNodeFolder = join(nodeFolder, 'node_modules', '@tensorflow', 'tfjs-node');

/** The interpreter of a virtual environment. @param {string} folder */
export function pythonOf(folder) {
  return join(folder, 'bin', 'python');
}
