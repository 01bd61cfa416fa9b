/** How good samples are: metrics over features, extractors, and whole evaluations. */
export {
  evaluate,
  type Evaluation,
  type EvaluationHooks,
  type EvaluationRequest,
} from './evaluate.ts';
export { openExtractor, type Extracted, type Extractor } from './extractor.ts';
export { metricNames, metrics, type MetricName, type MetricValues } from './metrics.ts';
export { openRealData, type RealData } from './real-data.ts';
export { samplesOf, type Samples } from './samples.ts';
export { readStatistics, type Statistics } from './statistics.ts';
