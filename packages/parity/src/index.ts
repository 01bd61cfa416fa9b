/**
 * Every ONNX Runtime of this machine against the original of a model.
 *
 * @module
 */
export {
  checkParity,
  type ComparedRow,
  type ComputedOutputs,
  type ParityCandidate,
  type ParityOptions,
  type ParityReport,
  type ParityRow,
  type SkippedRow,
} from './check-parity.ts';
export { compareTensors, type Difference } from './compare.ts';
export { drawInputs, openSizes, type DrawOptions } from './draw-inputs.ts';
export { ParityError, type ParityErrorCode } from './errors.ts';
export { optimizeFor, type OptimizeForOptions } from './optimize/optimize-for.ts';
export { targetProviders, type TargetProvider } from './optimize/target.ts';
export {
  createProcessSession,
  createProcessStatefulSession,
  launchProcess,
  shareProcess,
  type ProcessLimits,
} from './process/index.ts';
export { doctor, formatDoctor, type Diagnosis } from './runtimes/doctor.ts';
export { parityCandidates } from './runtimes/runtimes.ts';
export { fitReference } from './fit-reference.ts';
export { graphModelReference, type GraphModelFunctionLike } from './graph-model.ts';
export { layersModelReference, type LayersModelLike } from './layers-model.ts';
export { onnxReference } from './onnx-reference.ts';
export type { LayerValue, Reference } from './reference.ts';
export { checkLayers, type LayersOptions, type RuntimeLayers } from './verify/check-layers.ts';
export { comparableScopes, type LayerRow } from './verify/layers.ts';
export type { LayerReport } from './verify/locate.ts';
export {
  verifyModel,
  type OutputRow,
  type Verification,
  type VerifiedRun,
  type VerifyOptions,
} from './verify/verify-model.ts';
