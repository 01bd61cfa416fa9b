/**
 * Smaller numbers: float16, 8-bit integers, and weights that a model stores as such. Functions from graph
 * to graph, whose results differ from the original's by rounding.
 *
 * @module
 */
export { fromFloat16Bits, toFloat16Bits } from '../graph/float16.ts';
export type { Float16Options } from './float16-plan.ts';
export type { ActivationType } from './affine.ts';
export { entropyRange, entropyRanges } from './entropy.ts';
export {
  type Histogram,
  type HistogramProbe,
  type Histograms,
  joinHistograms,
  probeHistograms,
} from './histograms.ts';
export type { ProbeOutputs } from './probe-builder.ts';
export { quantize, type QuantizeOptions } from './quantize.ts';
export type { StaticOptions } from './quantize-static.ts';
export {
  joinRanges,
  overflowing,
  probeRanges,
  type ProbeOptions,
  type RangeProbe,
  type Ranges,
  type ValueRange,
} from './ranges.ts';
export { moveStoredLayouts } from './stored-layouts.ts';
export { storedWeight, type StoredWeight } from './stored-weight.ts';
export { keptInFloat32, toFloat16 } from './to-float16.ts';
