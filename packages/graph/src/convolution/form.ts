/**
 * What a form of convolution is: one way to write the three products of a convolution as ONNX nodes.
 * The forms are files of this folder; index.ts lists them in order of preference.
 */
import type { ConvolutionStrategy, GraphBuilder } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import type { ConvWindow } from './window.ts';

/** A convolution to be written. */
export interface ConvolutionProblem {
  readonly product: 'forward' | 'inputGradient' | 'filterGradient';
  readonly window: ConvWindow;
  /** The filter is computed from constants alone, so that work on it is done once. */
  readonly hasConstantFilter: boolean;
  readonly strategy: ConvolutionStrategy;
}

/** Images are NHWC, filters HWIO; `window` is always that of the forward convolution. */
export interface ConvolutionForm {
  readonly name: string;
  /** Whether the form can write this product, and is fast for it. */
  fits(problem: ConvolutionProblem): boolean;
  /** x [N, H, W, C], filter [kh, kw, C, K] → [N, outH, outW, K]. */
  forward(graph: GraphBuilder, x: Value, filter: Value, window: ConvWindow): Value;
  /** dy [N, outH, outW, K], filter [kh, kw, C, K] → the input's gradient [N, H, W, C]. */
  inputGradient(graph: GraphBuilder, dy: Value, filter: Value, window: ConvWindow): Value;
  /** x [N, H, W, C], dy [N, outH, outW, K] → the filter's gradient [kh, kw, C, K]. */
  filterGradient(graph: GraphBuilder, x: Value, dy: Value, window: ConvWindow): Value;
}
