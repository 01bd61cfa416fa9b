/**
 * Metrics of generated samples as functions of features: one vector for each sample, from any extractor;
 * metrics of lines of text, and of rows of tables.
 * Matrix products run on ONNX Runtime, in Node and in pages.
 *
 * @module
 */
export { meanPairwiseDistance } from './diversity.ts';
export { asFeatures, firstFeatures, type Features } from './features.ts';
export { featureDistance, frechetDistance, type Gaussian } from './frechet-distance.ts';
export { inceptionScore } from './inception-score.ts';
export { kernelDistance, type KernelDistanceOptions } from './kernel-distance.ts';
export { compareManifolds, type Manifold } from './manifold.ts';
export { modeCoverage, modesHit, predictedClasses, type Modes } from './modes.ts';
export { nearestDistance } from './nearest.ts';
export { logSpectrum, powerSpectrum, spectrumDistance, waveNumbers } from './power-spectrum.ts';
export type { Spread } from './spread.ts';
export {
  areaUnderCurve,
  histogramDistance,
  wasserstein,
  wassersteinDistance,
} from './wasserstein-distance.ts';
export { distinctNgrams, ngramCounts, ngramDivergence } from './text/ngrams.ts';
export {
  association,
  associationDifference,
  type ColumnValues,
  totalVariation,
} from './tables/association.ts';
export { momentsOf, tableFeatures } from './tables/features.ts';
export { transferQuality, type Transfer } from './tables/transfer.ts';
export { selfBleu } from './text/self-bleu.ts';
