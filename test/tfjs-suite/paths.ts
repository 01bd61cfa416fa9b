/** Where the suite's files lie. Compiled code is two folders deeper than its source. */
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** The suite's own source, which is bundled. */
export const sourceFolder = join(root, 'test', 'tfjs-suite');
export const resultsFolder = join(sourceFolder, 'results');
/** Bundles, reports, journals. */
export const compiledFolder = join(root, 'test', 'dist', 'tfjs-suite');
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
