import { expect, test } from 'vitest';
import { colorOf } from './color-scale.ts';
import { drawProjections, projectionsSize } from './projections.ts';

/** The color of a pixel, rounded. */
const at = (pixels: Float32Array, width: number, y: number, x: number) =>
  Array.from(pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3), (value) =>
    Number(((value + 1) / 2).toFixed(4)),
  );
const color = (level: number) => colorOf(level).map((value) => Number(value.toFixed(4)));

test('two cells, seen along the beam, from above and from the side', () => {
  const shape = [2, 3, 4, 1];
  expect(projectionsSize(shape)).toEqual([3, 3 + 1 + 4 + 1 + 4]);
  const volume = new Float32Array(24);
  volume[(1 * 3 + 2) * 4 + 3] = 10; // Row 1, column 2, layer 3.
  volume[(1 * 3 + 0) * 4 + 3] = 0.1; // Row 1, column 0, layer 3.
  const pixels = drawProjections(volume, shape);
  const most = color(1);
  // From the side both are one, 10.1, which is the largest sum.
  expect(at(pixels, 13, 1, 9 + 3)).toEqual(most);
  const below = color(Math.log((10 / 10.1) * 1e4) / Math.log(1e4));
  expect(at(pixels, 13, 1, 2)).toEqual(below);
  expect(at(pixels, 13, 2, 4 + 3)).toEqual(below);
  expect(at(pixels, 13, 0, 4 + 3)).toEqual(color(Math.log(1e3 / 10.1) / Math.log(1e4)));
  expect(at(pixels, 13, 0, 0)).toEqual(color(0));
  // Between projections, and where a projection has fewer rows, is the middle gray.
  expect([at(pixels, 13, 0, 3), at(pixels, 13, 2, 0)]).toEqual([
    [0.5, 0.5, 0.5],
    [0.5, 0.5, 0.5],
  ]);
});

test('an empty volume is dark', () => {
  const pixels = drawProjections(new Float32Array(8), [2, 2, 2, 1]);
  expect(at(pixels, 8, 1, 1)).toEqual(color(0));
});
