import { expect, test } from 'vitest';
import { augmented, resizeCropFlip } from './augmentation.ts';
import { byteDataset, type Draws } from './dataset.ts';

/** One image of 4 × 4 whose bytes are 16 y + x. */
const image = byteDataset({
  name: 'square',
  shape: [4, 4, 1],
  size: 1,
  pixels: Uint8Array.from({ length: 16 }, (_, i) => 16 * Math.floor(i / 4) + (i % 4)),
});
const read = async (settings: Parameters<typeof resizeCropFlip>[0], draws?: Draws, count = 1) => {
  const dataset = augmented(image, resizeCropFlip({ load: 4, ...settings }), 'augment');
  const [height, width] = dataset.shape;
  const out = new Float32Array(count * height * width);
  await dataset.read(new Int32Array(count), out, draws);
  return Array.from(out, (value) => Math.round((value + 1) * 127.5));
};
/** The place of a crop of 2 × 2, and whether it is mirrored, inferred from its pixels. */
const found = ([a = 0, b = 0, c = 0, d = 0]: number[]) => {
  const mirrored = b < a;
  const first = mirrored ? b : a;
  expect([c - a, d - b, Math.abs(a - b)]).toEqual([16, 16, 1]);
  return { top: first >> 4, left: first & 15, mirrored };
};

test('crops are uniformly distributed, and half of them are mirrored', async () => {
  const choices = await Promise.all(
    Array.from({ length: 450 }, async (_, step) =>
      found(await read({ crop: 2 }, { seed: 1, step })),
    ),
  );
  for (let place = 0; place < 9; place++) {
    const here = choices.filter(({ top, left }) => 3 * top + left === place).length;
    // Binomial(450, 1/9) is 50 ± 6.7; five standard deviations.
    expect(Math.abs(here - 50)).toBeLessThan(34);
  }
  const mirrored = choices.filter((choice) => choice.mirrored).length;
  expect(Math.abs(mirrored - 225)).toBeLessThan(54);
});

test('a batch does not depend on what was read before, and its images differ', async () => {
  const draws = { seed: 3, step: 7 };
  const batch = await read({ crop: 2 }, draws, 16);
  await read({ crop: 2 }, { seed: 3, step: 8 }, 16);
  expect(await read({ crop: 2 }, draws, 16)).toEqual(batch);
  const crops = Array.from({ length: 16 }, (_, i) => batch.slice(4 * i, 4 * i + 4).join());
  expect(new Set(crops).size).toBeGreaterThan(4);
});

test('without draws the crop is the middle; without flip nothing is mirrored', async () => {
  expect(found(await read({ crop: 2 }))).toEqual({ top: 1, left: 1, mirrored: false });
  const steps = Array.from({ length: 20 }, (_, step) => ({ seed: 1, step }));
  const crops = await Promise.all(steps.map((draws) => read({ crop: 2, flip: false }, draws)));
  expect(crops.map(found).some(({ mirrored }) => mirrored)).toBe(false);
});

test('the defaults are those of CycleGAN, and wrong sizes are refused', () => {
  expect(resizeCropFlip()).toEqual({ load: [286, 286], crop: [256, 256], flip: true });
  expect(() => resizeCropFlip({ load: 64 })).toThrow('crop: 256 × 256 is larger than the 64 × 64');
  expect(() => resizeCropFlip({ load: 1.5 })).toThrow(/^load: each side must be/);
});
