/** Which bands a convolution gets; test/lowering checks that all of them compute the same. */
import { describe, expect, test } from 'vitest';
import { collectGraph } from '../build/collect.ts';
import { GraphBuilder } from '../build/graph-builder.ts';
import { bandedConvolution, bandedFilterGradient } from './banded.ts';
import { bandingOf, bandMatrix, inputLines, outputLines } from './banding.ts';
import type { SlidingWindow, WindowAxis } from './window.ts';

/** With 'same' padding. */
function axis(input: number, kernel: number, stride = 1, dilation = 1): WindowAxis {
  const output = Math.ceil(input / stride);
  const padding = Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input);
  const begin = Math.floor(padding / 2);
  return { input, output, kernel, stride, dilation, begin, end: padding - begin };
}

const volume = (side: number, kernel: number, from: number, to: number): SlidingWindow => ({
  batch: 8,
  inChannels: from,
  outChannels: to,
  axes: [axis(side, kernel), axis(side, kernel), axis(side, kernel)],
});

const chosen = (window: SlidingWindow) => {
  const { copied, block, blocks } = bandingOf(window) ?? {};
  return { copied, block, blocks };
};

describe('the bands of a volume', () => {
  test.each([
    ['one channel to four: the lines of the input', 16, 5, 1, 4, 'input'],
    ['four channels to one: those of the output', 16, 5, 4, 1, 'output'],
  ] as const)('%s', (_, side, kernel, from, to, copied) => {
    expect(chosen(volume(side, kernel, from, to)).copied).toBe(copied);
  });

  test('with many channels there is nothing to win by longer blocks', () => {
    expect(chosen(volume(16, 5, 64, 64)).block).toBeLessThan(3);
    expect(chosen(volume(16, 5, 1, 4)).block).toBeGreaterThan(4);
  });

  test('copies that would fill the memory are not made', () => {
    const large = { ...volume(128, 5, 16, 16), batch: 64 };
    expect(bandingOf(large)).toBeUndefined();
    const graph = new GraphBuilder({ convolution: 'cpu' });
    const x = graph.input('x', { dtype: 'float32', shape: [64, 128, 128, 128, 16] });
    const filter = graph.input('filter', { dtype: 'float32', shape: [5, 5, 5, 16, 16] });
    expect(bandedConvolution(graph, x, filter, large)).toBeUndefined();
    expect(bandedFilterGradient(graph, x, x, large)).toBeUndefined();
  });
});

test('a matrix has the taps in its band', () => {
  const window = { ...volume(4, 2, 1, 1), axes: [axis(4, 2, 2)] };
  const { data, shape } = bandMatrix({ window, block: 2, blocks: 1, reach: 4, copied: 'input' });
  // For each input, for each output, its tap: input 0 is tap 0 of output 0, input 3 tap 1 of output 1.
  expect(shape).toEqual([8, 2]);
  expect([...data].join('')).toBe('1000010000100001');
});

test('a line is connected with the lines around it, and with zeros beyond', () => {
  const window = { ...volume(3, 3, 1, 1), axes: [axis(3, 3), axis(9, 1)] };
  expect(inputLines(window)).toEqual([
    [3, 0, 1],
    [0, 1, 2],
    [1, 2, 3],
  ]);
  expect(outputLines(window)).toEqual([
    [1, 0, 3],
    [2, 1, 0],
    [3, 2, 1],
    [3, 3, 3],
  ]);
});

describe('bands are for filters that change, on CPUs', () => {
  const window = volume(4, 3, 2, 2);
  const operators = (convolution: 'cpu' | 'direct', isConstant: boolean) => {
    const graph = new GraphBuilder({ convolution });
    const x = graph.input('x', { dtype: 'float32', shape: [8, 4, 4, 4, 2] });
    const type = { dtype: 'float32', shape: [3, 3, 3, 2, 2] } as const;
    const filter = isConstant
      ? graph.constant({ ...type, data: new Float32Array(108) })
      : graph.input('filter', type);
    const y = bandedConvolution(graph, x, filter, window);
    const inputs = isConstant ? [] : [{ name: 'filter', value: filter }];
    return (
      y &&
      collectGraph('g', [{ name: 'x', value: x }, ...inputs], [{ name: 'y', value: y }]).nodes.map(
        ({ op }) => op,
      )
    );
  };

  test('changing', () => expect(operators('cpu', false)).toContain('MatMul'));
  test('constant', () => expect(operators('cpu', true)).toBeUndefined());
  test('elsewhere', () => expect(operators('direct', false)).toBeUndefined());
});
