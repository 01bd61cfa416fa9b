/** Which form a convolution takes, read off its nodes; test/lowering checks that all compute the same. */
import { describe, expect, test } from 'vitest';
import { collectGraph } from '../build/collect.ts';
import { GraphBuilder, type ConvolutionStrategy } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import { convolution, filterGradient, inputGradient } from './index.ts';
import type { ConvWindow, WindowAxis } from './window.ts';

interface Case {
  readonly size: number;
  readonly channels: number;
  readonly filters?: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly batch?: number;
  readonly strategy?: ConvolutionStrategy;
  readonly filter?: 'constant' | 'changing';
}

/** A window with 'same' padding on a square image. */
function windowOf({ size, channels, filters, kernel, stride = 1, dilation = 1, batch }: Case) {
  const output = Math.ceil(size / stride);
  const padding = Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - size);
  const begin = Math.floor(padding / 2);
  const axis: WindowAxis = {
    input: size,
    output,
    kernel,
    stride,
    dilation,
    begin,
    end: padding - begin,
  };
  const window: ConvWindow = {
    batch: batch ?? 8,
    inChannels: channels,
    outChannels: filters ?? 16,
    axes: [axis, axis],
  };
  return { window, output };
}

const products = ['Conv', 'ConvTranspose', 'MatMul', 'Gemm'];

/** The operators that multiply, of the forward convolution and both of its gradients. */
function operators(given: Case) {
  const { window, output } = windowOf(given);
  const { batch, inChannels, outChannels } = window;
  const graph = new GraphBuilder({ convolution: given.strategy ?? 'cpu', opset: 18 });
  const input = (name: string, shape: number[]) => graph.input(name, { dtype: 'float32', shape });
  const x = input('x', [batch, given.size, given.size, inChannels]);
  const dy = input('dy', [batch, output, output, outChannels]);
  const shape = [given.kernel, given.kernel, inChannels, outChannels];
  const size = shape.reduce((a, b) => a * b);
  const filter =
    given.filter === 'constant'
      ? graph.constant({ dtype: 'float32', shape, data: new Float32Array(size) })
      : input('filter', shape);
  const used = (value: Value) =>
    collectGraph(
      'g',
      [
        { name: 'x', value: x },
        { name: 'dy', value: dy },
        { name: 'filter', value: filter },
      ],
      [{ name: 'y', value }],
    )
      .nodes.map(({ op }) => op)
      .filter((op) => products.includes(op))
      .join(' ');
  return {
    forward: used(convolution(graph, x, filter, window)),
    inputGradient: used(inputGradient(graph, dy, filter, window)),
    filterGradient: used(filterGradient(graph, x, dy, window)),
  };
}

const direct = { forward: 'Conv', inputGradient: 'ConvTranspose', filterGradient: 'Conv' };
const im2col = { forward: 'MatMul', inputGradient: 'MatMul', filterGradient: 'Gemm' };
const narrow = { forward: 'ConvTranspose', inputGradient: 'Conv', filterGradient: 'Conv' };
/** Transforms of the image, of the filter and of the products, and the products. */
const tiles = 'MatMul MatMul MatMul MatMul';
const winograd = { forward: tiles, inputGradient: tiles, filterGradient: tiles };
/** One product for each of the four phases of the input's gradient. */
const strided = { ...im2col, inputGradient: 'MatMul MatMul MatMul MatMul' };

describe('tiles', () => {
  test.each<[string, Case, object]>([
    ['a small image, transformed by one matrix', { size: 7, channels: 16, kernel: 5 }, winograd],
    ['a larger image, cut by a Gather', { size: 12, channels: 16, kernel: 3 }, winograd],
    [
      'stride 2, after space-to-depth',
      { size: 28, channels: 16, kernel: 5, stride: 2, batch: 64 },
      winograd,
    ],
    ['stride 2 with a small kernel', { size: 14, channels: 16, kernel: 3, stride: 2 }, strided],
    ['few channels', { size: 12, channels: 8, kernel: 5 }, im2col],
    ['a kernel of one', { size: 12, channels: 16, kernel: 1 }, im2col],
    ['an image smaller than its tiles', { size: 2, channels: 16, kernel: 3 }, im2col],
  ])('%s', (_, given, expected) => {
    expect(operators(given)).toEqual(expected);
  });

  test.each<[string, Case]>([
    ['blocks that do not tile the image', { size: 13, channels: 16, kernel: 5, stride: 2 }],
    ['a dilated kernel', { size: 12, channels: 16, kernel: 3, dilation: 2 }],
  ])('%s: not for the forward product', (_, given) => {
    expect(operators(given).forward).toBe('MatMul');
  });
});

describe('few output channels', () => {
  test.each<[string, Case, object]>([
    ['of many', { size: 12, channels: 9, filters: 3, kernel: 5 }, narrow],
    ['of few, but more', { size: 12, channels: 4, filters: 3, kernel: 5 }, narrow],
    ['not below the limit', { size: 12, channels: 12, filters: 9, kernel: 5 }, im2col],
    ['as many as input channels', { size: 12, channels: 8, filters: 8, kernel: 5 }, im2col],
    ['more than input channels', { size: 12, channels: 3, filters: 9, kernel: 5 }, direct],
  ])('%s', (_, given, expected) => {
    expect(operators({ ...given, batch: 1 })).toEqual(expected);
  });

  test('stride 2 is never narrow', () => {
    const given = { size: 12, channels: 9, filters: 3, kernel: 5, stride: 2, batch: 1 };
    expect(operators(given)).toEqual({ ...im2col, inputGradient: 'ConvTranspose' });
  });
});

test('the direct strategy has Conv and ConvTranspose only', () => {
  const given = { size: 12, channels: 16, kernel: 3, strategy: 'direct' } as const;
  expect(operators(given)).toEqual(direct);
});

test('the input gradient of a constant filter is a convolution', () => {
  const given = {
    size: 12,
    channels: 9,
    kernel: 3,
    strategy: 'direct',
    filter: 'constant',
  } as const;
  expect(operators(given).inputGradient).toBe('Conv');
});
