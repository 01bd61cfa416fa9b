export { collectGraph, type NamedValue } from './build/collect.ts';
export {
  float,
  GraphBuilder,
  type AttributeLiteral,
  type BuilderOptions,
  type ConvolutionStrategy,
  type OutputType,
} from './build/graph-builder.ts';
export type { Region, Value } from './build/value.ts';
export { GraphError, type GraphErrorCode } from './errors.ts';
export { dataTypes, type DataType, type NumberType, type TypedArray } from './graph/data-type.ts';
export type { Attribute, Constant, Dim, Graph, Model, Node, ValueInfo } from './graph/graph.ts';
export { parseGraph } from './graph/parse.ts';
export { printGraph, type PrintOptions } from './graph/print.ts';
export type { ModelSummary } from './graph/summary.ts';
export { readModelFile, type SaveOptions } from './onnx/file.ts';
export { OnnxModel } from './onnx/onnx-model.ts';
export { readModel } from './onnx/read.ts';
export type { RegionReader } from './onnx/read-tensor.ts';
export { defaultOpset } from './opset.ts';
