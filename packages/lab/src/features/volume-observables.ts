/**
 * The extractor of volumes: their features are five observables of a shower, so that FID and the other
 * metrics compare physics.
 */
import { computedExtractor, featuresOf, inUnits, type ObservableColumn } from './computed.ts';
import type { Extractor } from './interface.ts';

/** Increased when the observables of the same cells change. */
const VERSION = 1;
/** The share of the whole energy above which a cell counts. */
const COUNTED = 1e-4;

export const volumeObservablesName = 'volume observables';

export interface VolumeObservables {
  /** In the unit of the cells. */
  readonly total: number;
  /** In layers. */
  readonly depth: number;
  readonly length: number;
  /** In cells. */
  readonly radius: number;
  readonly cells: number;
}

/** The columns of the features. */
export const volumeColumns: readonly ObservableColumn<keyof VolumeObservables>[] = [
  { name: 'total', feature: Math.log1p, observable: Math.expm1 },
  inUnits('depth', 10),
  inUnits('length', 10),
  inUnits('radius', 10),
  inUnits('cells', 100),
];

/**
 * The observables of a volume [rows, columns, layers, 1]: the sum of its cells, the mean and the standard deviation
 * of the layer, the root mean square distance to the mean row and column, and the number of cells with more than
 * 0.01 % of the sum. An empty volume has zeros.
 */
export function volumeObservables(
  volume: Float32Array,
  [rows = 0, columns = 0, layers = 0]: readonly number[],
): VolumeObservables {
  const axes = [
    new Float64Array(rows),
    new Float64Array(columns),
    new Float64Array(layers),
  ] as const;
  let total = 0;
  for (const [i, value] of volume.entries()) {
    const places = [Math.floor(i / layers / columns), Math.floor(i / layers) % columns, i % layers];
    for (const [axis, sums] of axes.entries()) {
      const place = places[axis] as number; // In range: there are three axes.
      sums[place] = (sums[place] as number) + value;
    }
    total += value;
  }
  if (!(total > 0)) return { total: 0, depth: 0, length: 0, radius: 0, cells: 0 };
  const [row, column, layer] = axes.map((sums) => moments(sums, total)) as [
    Moments,
    Moments,
    Moments,
  ];
  return {
    total,
    depth: layer.mean,
    length: Math.sqrt(layer.variance),
    radius: Math.sqrt(row.variance + column.variance),
    cells: volume.reduce((count, value) => count + (value > COUNTED * total ? 1 : 0), 0),
  };
}

interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Of the places of an axis, weighted by the energy there. */
function moments(sums: Float64Array, total: number): Moments {
  const mean = sums.reduce((sum, value, place) => sum + value * place, 0) / total;
  const variance = sums.reduce((sum, value, place) => sum + value * (place - mean) ** 2, 0) / total;
  return { mean, variance };
}

export function volumeObservablesExtractor(): Extractor {
  return computedExtractor({
    name: volumeObservablesName,
    identity: `${volumeObservablesName} ${VERSION}`,
    width: () => volumeColumns.length,
    features: (volume, shape) => featuresOf(volumeColumns, volumeObservables(volume, shape)),
  });
}
