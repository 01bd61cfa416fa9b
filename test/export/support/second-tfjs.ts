/** A second copy of tfjs, as a project has it whose packages want two versions of tfjs-core. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';

const load = createRequire(import.meta.url);
const modules = join(import.meta.dirname, '../../../node_modules');

/** Loads a copy of a package of tfjs that shares no module with the workspace's. */
export function loadSecondCopy(
  name: '@tensorflow/tfjs-core' | '@tensorflow/tfjs-layers',
): typeof tf {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-second-tfjs-'));
  const copies = join(folder, 'node_modules');
  try {
    for (const copied of ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']) {
      cpSync(join(modules, copied), join(copies, copied), { recursive: true });
    }
    for (const linked of ['long', 'node-fetch', 'seedrandom']) {
      symlinkSync(join(modules, linked), join(copies, linked), 'dir');
    }
    return load(join(copies, name)) as typeof tf;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
