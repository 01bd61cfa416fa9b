/** Against the sheet that @ganport/core draws. */
import { dataKinds } from '@ganport/core/internal';
import { expect, test } from 'vitest';
import { modelSpec } from '../model-spec.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import { toSamples } from './index.ts';

const [rows, columns] = [3, 4];
const noise = { name: 'noise', dtype: 'float32', dims: ['N', 4] };
const jet = { name: 'jet', dtype: 'float32', dims: ['N', 'rows', 'columns', 1] };

const specOf = (scale?: string) =>
  modelSpec(
    { inputs: [noise], outputs: [jet] },
    { 'ganport.kind': 'jets', ...(scale !== undefined && { 'ganport.jets.scale': scale }) },
  ) as NoiseSpec;

/** From nothing to beyond the end of the scale; one is no number. */
const data = Float32Array.from({ length: 2 * rows * columns }, (_, i) =>
  i === 5 ? NaN : i % 3 === 0 ? 0 : 10 ** (i / 5 - 4),
);

test.each([
  [[2, rows, columns, 1], undefined, data],
  [[2, 1, rows, columns], '100', data],
  [[2, rows, columns, 1], '50', data.map((value) => 2 * value)],
])('jets of %o at %s GeV have the colors of the sheet', (dims, scale, values) => {
  const samples = toSamples({ dtype: 'float32', dims, data: values }, specOf(scale));
  for (const [i, { picture }] of samples.entries()) {
    const own = data.subarray(i * rows * columns, (i + 1) * rows * columns);
    const one = { dtype: 'float32', dims: [1, rows, columns, 1], data: own } as const;
    const sheet = dataKinds.jets.picture([one], [rows, columns, 1], 1, undefined);
    // The sheet has the jet in a frame, each pixel as a square.
    const side = (sheet.width - 2 * 4) / columns;
    const expected = Array.from({ length: rows * columns }, (_, pixel) => {
      const [x, y] = [pixel % columns, Math.floor(pixel / columns)];
      const at = 3 * ((y * side + 4) * sheet.width + x * side + 4);
      return [...sheet.data.subarray(at, at + 3), 255];
    }).flat();
    expect(picture).toMatchObject({ width: columns, height: rows });
    const worst = expected.reduce(
      (most, level, at) => Math.max(most, Math.abs(level - (picture?.rgba[at] ?? NaN))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(1);
  }
});

test.each(['0', '-1', 'many'])('a scale of %s GeV is refused', (scale) => {
  expect(() => specOf(scale)).toThrow(
    `ganport.jets.scale is a number of GeV above 0; that of this model is ${scale}`,
  );
});

test('color images are no jets', () => {
  const dims = [1, 2, 2, 3];
  expect(() => toSamples({ dtype: 'float32', dims, data: new Float32Array(12) }, specOf())).toThrow(
    /^jets are float32\[batch, height, width, 1 channels\]; .* float32\[1, 2, 2, 3\]$/,
  );
});
