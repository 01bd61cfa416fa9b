/** Where the suite's files lie. Compiled code is two folders deeper than its source. */
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** Compiled: the environments and what is bundled from them. */
export const compiledFolder = join(root, 'test', 'dist', 'tfjs-suite');
export const knownFailuresFile = join(root, 'test', 'tfjs-suite', 'known-failures.json');
export const reportFile = join(compiledFolder, 'report.txt');
export const tfjsCore = join(root, 'node_modules', '@tensorflow', 'tfjs-core', 'dist');
/** Built by `npm run peers`. */
export const tfjsNodeFolder = join(
  root,
  '.peers',
  'node',
  'node_modules',
  '@tensorflow',
  'tfjs-node',
);
