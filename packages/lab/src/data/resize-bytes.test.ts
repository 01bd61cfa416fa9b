import { expect, test } from 'vitest';
import { resizeBytes } from './resize-bytes.ts';

/** 7 × 5 gray pixels. */
const source = Uint8Array.of(
  ...[0, 37, 74, 111, 148, 185, 222, 91, 141, 191, 241, 35, 85, 135, 182, 245, 52, 115, 87, 150],
  ...[213, 17, 93, 169, 154, 230, 215, 35, 108, 197, 195, 28, 26, 115, 113],
);
const whole = { left: 0, top: 0, width: 7, height: 5 };

/** Pillow 13's resize(…, BILINEAR) of the same pixels; it rounds once more, between the axes. */
const pillow = [
  {
    what: 'cut to a square and shrunk',
    part: { ...whole, left: 1, width: 5 },
    size: [3, 3],
    values: [100, 142, 124, 154, 132, 132, 166, 112, 139],
  },
  {
    what: 'enlarged twice',
    part: whole,
    size: [10, 14],
    values: [
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
  },
] as const;

test.each(pillow)(
  '$what, an image agrees with Pillow to 1 of 255',
  async ({ part, size, values }) => {
    const resized = await resizeBytes(source, [5, 7, 1], part, size);
    expect(resized).toHaveLength(values.length);
    const difference = Array.from(resized, (value, i) => Math.abs(value - (values[i] ?? NaN)));
    expect(Math.max(...difference)).toBeLessThanOrEqual(1);
  },
);

test('channels and images are resized apart, and the same size changes nothing', async () => {
  const negative = source.map((value) => 255 - value);
  const rgb = Uint8Array.from({ length: 105 }, (_, i) =>
    i % 3 === 2 ? 7 : ((i % 3 === 0 ? source : negative)[Math.floor(i / 3)] ?? 0),
  );
  const two = Uint8Array.of(...rgb, ...rgb.toReversed());
  expect(await resizeBytes(two, [5, 7, 3], whole, [5, 7])).toEqual(two);
  const small = (await resizeBytes(two, [5, 7, 3], whole, [3, 3])).subarray(0, 27);
  const gray = await resizeBytes(source, [5, 7, 1], whole, [3, 3]);
  expect(small.filter((_, i) => i % 3 === 0)).toEqual(gray);
  expect(small.filter((_, i) => i % 3 === 2)).toEqual(new Uint8Array(9).fill(7));
});

test('more images than are resized at once', async () => {
  const images = Uint8Array.from({ length: 3000 * 1600 }, (_, i) => Math.floor(i / 1600) % 251);
  const resized = await resizeBytes(
    images,
    [40, 40, 1],
    { left: 4, top: 4, width: 8, height: 8 },
    [2, 2],
  );
  expect(resized).toEqual(Uint8Array.from({ length: 12_000 }, (_, i) => Math.floor(i / 4) % 251));
});
