/** Against the sheet that @ganport/core draws, and models with a condition. */
import { drawProjections } from '@ganport/core/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { expect, test } from 'vitest';
import { modelSpec } from '../model-spec.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import { drawSamples } from '../worker/draw.ts';
import { sampleKinds } from './index.ts';
import { toVolumes } from './volumes.ts';

const dims = [2, 3, 4, 5, 1];
const cells = Float32Array.from({ length: 120 }, (_, i) => (i % 7 === 0 ? i : 0));

test('volumes are their projections, whose cells are squares', () => {
  const pictures = toVolumes({ dtype: 'float32', dims, data: cells });
  expect(pictures.map(({ width, height }) => [width, height])).toEqual([
    [16 * 24, 4 * 24],
    [16 * 24, 4 * 24],
  ]);
  const colors = drawProjections(cells.subarray(60), [3, 4, 5, 1]);
  for (const [y, x] of [
    [0, 0],
    [2, 7],
    [3, 15],
  ] as const) {
    const at = 4 * ((24 * y + 11) * 16 * 24 + 24 * x + 11);
    for (let channel = 0; channel < 3; channel++) {
      const level = ((colors[3 * (16 * y + x) + channel] as number) + 1) * 127.5;
      expect(Math.abs((pictures[1]?.rgba[at + channel] ?? NaN) - level)).toBeLessThanOrEqual(1);
    }
  }
});

const condition = { name: 'energy', unit: 'GeV', quantiles: [10, 20] };
const metadata = { 'ganport.kind': 'volumes', 'ganport.condition': JSON.stringify(condition) };
const ends = {
  inputs: [
    { name: 'noise', dtype: 'float32', dims: ['N', 4] },
    { name: 'condition', dtype: 'float32', dims: ['N', 1] },
  ],
  outputs: [{ name: 'volume', dtype: 'float32', dims: ['N', 3, 4, 5, 1] }],
};

test('energies are like those of the data, or those that are asked for', async () => {
  const spec = modelSpec(ends, metadata) as NoiseSpec;
  const asked: number[] = [];
  const session = {
    run: async (inputs: TensorMap) => {
      const { data } = inputs['condition'] as HostTensor;
      asked.push(...(data as Float32Array));
      return {
        volume: { dtype: 'float32', dims: [data.length, 3, 4, 5, 1], data: cells.slice() },
      } as TensorMap;
    },
  };
  const request = { noise: new Float32Array(8), labels: undefined };
  await drawSamples(session, spec, sampleKinds, request, () => {});
  expect(asked).toEqual([15, expect.closeTo(11.18, 2)]);
  const conditions = Float32Array.of(12, 34);
  await drawSamples(session, spec, sampleKinds, { ...request, conditions }, () => {});
  expect(asked.slice(2)).toEqual([12, 34]);
});

test('what is no volume, and a condition that is not described, are refused', () => {
  const flat = { dtype: 'float32', dims: [2, 60], data: cells } as const;
  expect(() => toVolumes(flat)).toThrow(/^volumes are float32\[batch, rows, columns, layers, 1\]/);
  expect(() => modelSpec(ends, { 'ganport.kind': 'volumes' })).toThrow('export it again');
});
