/** How good samples are: metrics over features, extractors, and whole evaluations. */
export { meanPairwiseDistance } from './diversity.ts';
export {
  evaluate,
  type Evaluation,
  type EvaluationHooks,
  type EvaluationRequest,
} from './evaluate.ts';
export { openExtractor, type Extracted, type Extractor } from './extractor.ts';
export { asFeatures, firstFeatures, type Features } from './features.ts';
export { featureDistance, frechetDistance, type Gaussian } from './frechet-distance.ts';
export { inceptionScore } from './inception-score.ts';
export { kernelDistance, kernelSubset, type KernelDistanceOptions } from './kernel-distance.ts';
export { compareManifolds, type Manifold } from './manifold.ts';
export { metricNames, metrics, type MetricName, type MetricValues } from './metrics.ts';
export { modeCoverage, predictedClasses, type Modes } from './modes.ts';
export { openRealData, type RealData } from './real-data.ts';
export { samplesOf, type Samples } from './samples.ts';
export type { Spread } from './spread.ts';
export { readStatistics, type Statistics } from './statistics.ts';
