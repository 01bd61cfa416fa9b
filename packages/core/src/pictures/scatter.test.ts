import { expect, test } from 'vitest';
import type { Pixels } from './pixels.ts';
import { scatter } from './scatter.ts';

const at = ({ data, width }: Pixels, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

test('x is to the right, y upwards, from -1 to 1', () => {
  const picture = scatter([{ data: Float32Array.of(-1, -1, 1, 1, 0, -1), color: [0, 0, 0] }], 11);
  expect([at(picture, 0, 10), at(picture, 10, 0), at(picture, 5, 10)]).toEqual(
    [128, 128, 128].map(() => [128, 128, 128]),
  );
  expect([at(picture, 0, 0), at(picture, 10, 10), at(picture, 5, 5)]).toEqual(
    [255, 255, 255].map(() => [255, 255, 255]),
  );
});

test('later kinds are above earlier ones, and points outside are left out', () => {
  const middle = Float32Array.of(0, 0);
  const picture = scatter(
    [
      { data: middle, color: [1, 1, 1] },
      { data: Float32Array.of(0, 0, 3, 0, NaN, 0), color: [255, 1, 1] },
    ],
    9,
  );
  expect(at(picture, 4, 4)).toEqual([192, 65, 65]);
  expect(picture.data.filter((byte) => byte < 255).length).toBeLessThan(3 * 9 + 1);
});
