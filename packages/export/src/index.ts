export type { ConstantValues } from './constant-inputs.ts';
export { ExportError, type ExportErrorCode } from './errors.ts';
export { exportModel, type ExportOptions, type LayersModelLike } from './export-model.ts';
export {
  exportStep,
  type PartsOptions,
  type StepModel,
  type StepOptions,
  type StepParts,
} from './export-step.ts';
export { graphModelFunction, type GraphModelFunction } from './graph-model/graph-model-function.ts';
export { type GraphModelLike, isGraphModel } from './graph-model/graph-model-like.ts';
export { defineLowering, type Lowering } from './lowering/registry.ts';
export type { LayerLike } from './layers/layer-like.ts';
export type { ImageLayout, ImageOptions, ValueRanges } from './trace/image-ends.ts';
export { updateWith, type Exchange } from './trace/exchange.ts';
export type { PartInput, PartOutput, StepPart } from './trace/parts.ts';
export type { Distribution, RandomInput } from './trace/random-draws.ts';
export type { StoredArtifacts } from './stored-weights.ts';
export type { TensorSpec } from './trace/tensor-spec.ts';
export type { TensorFunction } from './trace/record.ts';
export { traceFunction, type FunctionOptions, type TraceOptions } from './trace/trace-function.ts';
export type { ConvolutionStrategy, OnnxModel } from '@ganport/graph';
