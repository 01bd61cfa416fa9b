import { expect, test } from 'vitest';
import type { Pixels } from './pixels.ts';
import { cropAndResize } from './resize.ts';

const source: Pixels = {
  width: 7,
  height: 5,
  channels: 1,
  data: Uint8Array.of(
    ...[0, 37, 74, 111, 148, 185, 222, 91, 141, 191, 241, 35, 85, 135, 182, 245, 52, 115, 87, 150],
    ...[213, 17, 93, 169, 154, 230, 215, 35, 108, 197, 195, 28, 26, 115, 113],
  ),
};

/** Pillow 13's resize(…, BILINEAR, box) of the same pixels; it rounds once more, between the axes. */
const pillow = [
  { what: 'cut to a square and shrunk', height: 3, width: 3 },
  { what: 'enlarged twice', height: 10, width: 14 },
  { what: 'cut by fractions of pixels and shrunk', height: 4, width: 6 },
] as const;
const expected = [
  [92, 142, 132, 151, 132, 135, 154, 112, 131],
  [
    ...[0, 9, 28, 46, 65, 83, 102, 120, 139, 157, 176, 194, 213, 222],
    ...[23, 33, 53, 73, 94, 113, 134, 138, 126, 130, 150, 170, 191, 200],
    ...[68, 80, 104, 127, 151, 174, 197, 173, 100, 75, 99, 122, 146, 157],
    ...[114, 128, 154, 165, 159, 170, 197, 170, 89, 62, 88, 115, 142, 155],
    ...[159, 175, 204, 186, 120, 102, 132, 129, 92, 89, 119, 149, 179, 194],
    ...[141, 158, 190, 176, 113, 92, 114, 124, 123, 134, 155, 167, 168, 169],
    ...[58, 77, 113, 133, 138, 141, 143, 157, 182, 195, 198, 169, 109, 80],
    ...[40, 60, 99, 133, 162, 162, 136, 137, 165, 182, 188, 156, 89, 55],
    ...[85, 107, 150, 176, 185, 156, 92, 64, 73, 93, 125, 129, 106, 94],
    ...[108, 130, 175, 197, 196, 153, 70, 28, 27, 48, 93, 115, 114, 113],
  ],
  [
    ...[36, 83, 128, 130, 141, 187, 141, 169, 155, 114, 96, 159],
    ...[102, 147, 126, 154, 181, 127, 96, 171, 134, 80, 129, 99],
  ],
];

test.each(pillow.map((size, i) => ({ ...size, values: expected[i] ?? [] })))(
  '$what, an image agrees with Pillow to 1 of 255',
  ({ height, width, values }) => {
    const resized = cropAndResize(source, height, width);
    expect(resized).toMatchObject({ width, height, channels: 1 });
    expect(resized.data).toHaveLength(values.length);
    const difference = resized.data.map((value, i) => Math.abs(value - (values[i] ?? NaN)));
    expect(Math.max(...difference)).toBeLessThanOrEqual(1);
  },
);

test('channels are resized apart, and the same size changes nothing', () => {
  const data = Uint8Array.from(source.data, (value) => 255 - value);
  const both = Uint8Array.from({ length: 105 }, (_, i) =>
    i % 3 === 2 ? 7 : ((i % 3 === 0 ? source.data : data)[Math.floor(i / 3)] ?? 0),
  );
  const rgb = { ...source, channels: 3, data: both } as const;
  expect(cropAndResize(rgb, 5, 7)).toEqual(rgb);
  const small = cropAndResize(rgb, 3, 3).data;
  expect(small.filter((_, i) => i % 3 === 0)).toEqual(cropAndResize(source, 3, 3).data);
  expect(small.filter((_, i) => i % 3 === 2)).toEqual(new Uint8Array(9).fill(7));
});
