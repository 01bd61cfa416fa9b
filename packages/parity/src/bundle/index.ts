/**
 * Parity bundles: a comparison as files, to be repeated elsewhere. Runs anywhere.
 *
 * @module
 */
export { compareOutputs, type OutputsDifference } from '../compare-outputs.ts';
export {
  bundleFiles,
  readBundle,
  type BundledRuntime,
  type BundleFiles,
  type ParityBundle,
} from './bundle.ts';
export { blobSource, zipBundle, zipSource, type BundleSource, type SizeRule } from './source.ts';
