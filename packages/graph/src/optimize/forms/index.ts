/** The forms that are tried, besides the original. A new one is a file beside this and an entry here. */
import { largeTiles, matrixProduct, smallTiles } from './channels-last.ts';
import type { LayerForm } from './form.ts';
import { dense, split } from './groups.ts';
import { phases, separatePhases } from './phases.ts';
import { pointwise } from './pointwise.ts';
import { scatter } from './scatter.ts';
import { taps } from './taps.ts';

export type { LayerForm } from './form.ts';
export { original } from './original.ts';

export const layerForms: readonly LayerForm[] = [
  pointwise,
  phases,
  separatePhases,
  scatter,
  matrixProduct,
  smallTiles,
  largeTiles,
  taps,
  split,
  dense,
];
