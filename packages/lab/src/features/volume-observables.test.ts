import { expect, test } from 'vitest';
import { volumeObservables, volumeObservablesExtractor } from './volume-observables.ts';

const shape = [3, 3, 4, 1];
/** 6 in row 0, column 1, layer 1; 2 in row 2, column 1, layer 3; dust in the corner. */
function volume(): Float32Array {
  const cells = new Float32Array(36);
  const at = (row: number, column: number, layer: number) => (row * 3 + column) * 4 + layer;
  cells[at(0, 1, 1)] = 6;
  cells[at(2, 1, 3)] = 2;
  cells[35] = 1e-5;
  return cells;
}

test('three cells: moments by hand', () => {
  expect(volumeObservables(volume(), shape)).toEqual({
    total: expect.closeTo(8, 4),
    depth: expect.closeTo(1.5, 4),
    // 3/4 of the energy at −0.5 layers from the mean, 1/4 at 1.5.
    length: expect.closeTo(Math.sqrt(0.75 * 0.25 + 0.25 * 2.25), 4),
    radius: expect.closeTo(Math.sqrt(0.75 * 0.25 + 0.25 * 2.25), 4),
    cells: 2,
  });
});

test('features are the observables in their units; empty volumes have zeros', async () => {
  const both = new Float32Array(72);
  both.set(volume());
  const { features } = await volumeObservablesExtractor().extract(both, shape);
  expect(features).toMatchObject({ count: 2, width: 5 });
  expect([...features.data]).toEqual(
    [Math.log(9), 0.15, 0.0866, 0.0866, 0.02, 0, 0, 0, 0, 0].map((v) => expect.closeTo(v, 4)),
  );
});
