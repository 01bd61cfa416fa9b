/**
 * 2-D convolutions and their gradients, each in the first form of an ordered list that fits. Which
 * forms a graph may use is its builder's `convolution` strategy.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import { reverse, transpose } from '../build/ops.ts';
import { isConstant, type Value } from '../build/value.ts';
import { direct } from './direct.ts';
import type { ConvolutionForm, ConvolutionProblem } from './form.ts';
import { im2col } from './im2col.ts';
import { narrow } from './narrow.ts';
import { inputGradientWindow, type ConvWindow } from './window.ts';
import { winograd } from './winograd.ts';

const forms: readonly ConvolutionForm[] = [winograd, narrow, im2col];

function formFor(problem: ConvolutionProblem): ConvolutionForm {
  return forms.find((form) => form.fits(problem)) ?? direct;
}

/** x [N, H, W, C], filter [kh, kw, C, K] → [N, outH, outW, K]. */
export function convolution(
  graph: GraphBuilder,
  x: Value,
  filter: Value,
  window: ConvWindow,
): Value {
  return formFor({
    product: 'forward',
    window,
    hasConstantFilter: isConstant(filter),
    strategy: graph.convolution,
  }).forward(graph, x, filter, window);
}

/**
 * dy [N, outH, outW, K], filter [kh, kw, C, K] → the input's gradient [N, H, W, C]. A constant filter
 * is rotated once, and the gradient is then a convolution, which ONNX Runtime computes several times
 * as fast as ConvTranspose.
 */
export function inputGradient(
  graph: GraphBuilder,
  dy: Value,
  filter: Value,
  window: ConvWindow,
): Value {
  const hasConstantFilter = isConstant(filter);
  const gradientWindow = inputGradientWindow(window);
  if (gradientWindow && hasConstantFilter) {
    const rotated = transpose(graph, reverse(graph, filter, [0, 1]), [0, 1, 3, 2]);
    return convolution(graph, dy, rotated, gradientWindow);
  }
  return formFor({
    product: 'inputGradient',
    window,
    hasConstantFilter,
    strategy: graph.convolution,
  }).inputGradient(graph, dy, filter, window);
}

/** x [N, H, W, C], dy [N, outH, outW, K] → the filter's gradient [kh, kw, C, K]. */
export function filterGradient(
  graph: GraphBuilder,
  x: Value,
  dy: Value,
  window: ConvWindow,
): Value {
  return formFor({
    product: 'filterGradient',
    window,
    hasConstantFilter: false,
    strategy: graph.convolution,
  }).filterGradient(graph, x, dy, window);
}
