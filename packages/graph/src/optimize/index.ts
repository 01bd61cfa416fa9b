/**
 * Fitting a file to the runtime it is for.
 *
 * @module
 */
export { shapesIn, usualSize, withShapes, type Bench } from './bench.ts';
export {
  optimize,
  type FittedKind,
  type MeasuredKind,
  type Optimized,
  type OptimizeOptions,
  type OptimizeProgress,
} from './optimize.ts';
export type { Trial } from './whole.ts';
export { withSizes } from './with-sizes.ts';
