/** Where `npm run peers` puts things, for itself and for what uses them. All of it is out of git. */
import { join } from 'node:path';

const peers = join(import.meta.dirname, '..', '..', '.peers');

/** The Python virtual environment. */
export const venv = join(peers, 'python');
export const venvPython = join(venv, 'bin', 'python');

/** A folder of its own for npm packages that must not become the workspace's dependencies. */
export const nodeFolder = join(peers, 'node');
export const tfjsNodeFolder = join(nodeFolder, 'node_modules', '@tensorflow', 'tfjs-node');
