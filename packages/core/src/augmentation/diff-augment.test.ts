/**
 * DiffAugment is compared with loops over pixels that use the same draws, its first and second
 * gradients with numeric differences, and the traced graph on ONNX Runtime with tfjs.
 */
import * as tf from '@tensorflow/tfjs';
import { at } from '@ganport/graph/ops';
import { exportStep } from '@ganport/export';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { describe, expect, test } from 'vitest';
import { drawn } from '../layers/layer-cases.test.support.ts';
import { withDraws } from '../random/ambient.ts';
import { drawRandomInputs } from '../random/random-inputs.ts';
import { augmentationNames, diffAugment } from './diff-augment.ts';
import { addNoise } from './instance-noise.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const seed = 4;
const shape = [5, 16, 11, 3] as const;
const [batch, , , channels] = shape;
type Nested = number[][][][];

const images = () => drawn(shape, 1);
const augmented = (policy: string, x = images()) =>
  withDraws(seed, 2, () => tf.tidy(() => diffAugment(policy)(x)));

/** The step's k-th draw, one number for each image. */
const draws = (k: number): number[] => {
  const distribution = { kind: 'uniform', min: 0, max: 1 } as const;
  const [values] = drawRandomInputs([{ name: 'u', shape: [batch], distribution }], seed, 2, k);
  return [...(values ?? [])];
};

/** Compares every pixel with a function of its place in the batch. */
function expectPixels(
  actual: tf.Tensor,
  expected: (n: number, i: number, k: number, c: number) => number,
): void {
  for (const [n, image] of (actual.arraySync() as Nested).entries()) {
    for (const [i, row] of image.entries()) {
      for (const [k, pixel] of row.entries()) {
        for (const [c, value] of pixel.entries()) {
          expect(value, `${n} ${i} ${k} ${c}`).toBeCloseTo(expected(n, i, k, c), 5);
        }
      }
    }
  }
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const pixels = images().arraySync() as Nested;
const pixelAt = (n: number, i: number, k: number, c: number) => pixels[n]?.[i]?.[k]?.[c] ?? 0;

test('color: brightness, saturation and contrast', () => {
  const brightness = draws(0);
  const saturation = draws(1);
  const contrast = draws(2);
  const saturated = pixels.map((image, n) =>
    image.map((row) =>
      row.map((pixel) => {
        const bright = pixel.map((x) => x + at(brightness, n) - 0.5);
        return bright.map((x) => (x - mean(bright)) * 2 * at(saturation, n) + mean(bright));
      }),
    ),
  );
  const means = saturated.map((image) => mean(image.flat(2)));
  expectPixels(augmented('color'), (n, i, k, c) => {
    const value = saturated[n]?.[i]?.[k]?.[c] ?? NaN;
    const center = at(means, n);
    return (value - center) * (at(contrast, n) + 0.5) + center;
  });
});

test('translation: shifts by up to an eighth, zeros beyond the edge', () => {
  // 16 / 8 is 2, and 11 / 8 rounds to 1.
  const down = draws(0).map((u) => Math.floor(u * 5) - 2);
  const right = draws(1).map((u) => Math.floor(u * 3) - 1);
  expect(new Set(down).size).toBeGreaterThan(2);
  expect(new Set(right).size).toBeGreaterThan(1);
  expectPixels(augmented('translation'), (n, i, k, c) =>
    pixelAt(n, i - at(down, n), k - at(right, n), c),
  );
});

test('cutout: a rectangle of half the sides, which may extend beyond the edge', () => {
  // 8 rows at one of 17 places, 6 columns (11 / 2 rounded up) at one of 12.
  const top = draws(0).map((u) => Math.floor(u * 17) - 4);
  const left = draws(1).map((u) => Math.floor(u * 12) - 3);
  expectPixels(augmented('cutout'), (n, i, k, c) => {
    const row = i - at(top, n);
    const column = k - at(left, n);
    return row >= 0 && row < 8 && column >= 0 && column < 6 ? 0 : pixelAt(n, i, k, c);
  });
});

test('gray images have no saturation, and make no draw for it', () => {
  const gray = drawn([2, 4, 4, 1], 1);
  const brightness = draws(0);
  const contrast = draws(1);
  const values = withDraws(seed, 2, () => diffAugment('color')(gray));
  const center = at(gray.mean([1, 2, 3]).dataSync(), 1);
  const first = at(gray.dataSync(), 16);
  const expected = (first - center) * (at(contrast, 1) + 0.5) + center + at(brightness, 1) - 0.5;
  expect(draws(0).length).toBe(batch);
  // Draws are in the order of the images, so those of the first two images are the same.
  expect(values.dataSync()[16]).toBeCloseTo(expected, 5);
});

const policies = [...augmentationNames, 'color,translation,cutout'];

describe.each(policies)('%s', (policy) => {
  test('its gradient agrees with differences of any size, because it is affine', () => {
    const dy = drawn(shape, 2);
    const value = (x: tf.Tensor) => at(augmented(policy, x).mul(dy).sum().dataSync(), 0);
    const gradient = withDraws(seed, 2, () =>
      tf.grad(diffAugment(policy))(images(), dy),
    ).dataSync();
    const x = images().dataSync();
    for (let place = 0; place < x.length; place += 97) {
      const moved = (by: number) =>
        tf.tensor(
          x.map((v, i) => (i === place ? v + by : v)),
          [...shape],
        );
      const slope = (value(moved(2)) - value(moved(-2))) / 4;
      // Sums of some 2,000 products in float32.
      expect(Math.abs(slope - at(gradient, place))).toBeLessThan(1e-4);
    }
  });

  /** The mean squared gradient of a critic of augmented images. */
  const penalty = (kernel: tf.Tensor, x: tf.Tensor) => {
    const critic = (y: tf.Tensor) =>
      tf
        .conv2d(diffAugment(policy)(y) as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same')
        .tanh()
        .sum();
    return tf.grad(critic)(x).square().mean<tf.Scalar>();
  };

  test('a gradient penalty through it has the right gradient, eagerly and traced', async () => {
    const kernel = drawn([3, 3, channels, 8], 3, 0.5);
    const eager = (w: tf.Tensor) =>
      withDraws(seed, 0, () => penalty(w, images()).dataSync()[0] as number);
    const gradient = withDraws(seed, 0, () =>
      tf.grad((w) => penalty(w, images()))(kernel),
    ).dataSync();
    const values = kernel.dataSync();
    const step = 1e-2;
    const scale = Math.max(...gradient.map(Math.abs));
    for (const place of [0, 50, 100, 215]) {
      const moved = (by: number) =>
        eager(
          tf.tensor(
            values.map((v, i) => (i === place ? v + by : v)),
            kernel.shape,
          ),
        );
      const slope = (moved(step) - moved(-step)) / (2 * step);
      expect(Math.abs(slope - at(gradient, place))).toBeLessThan(1e-2 * scale);
    }

    const { model, random } = await exportStep(
      ({ x, w }) => ({
        y: diffAugment(policy)(x as tf.Tensor),
        gradient: tf.grad((input) => penalty(input, x as tf.Tensor))(w as tf.Tensor),
      }),
      { inputs: { x: { shape }, w: { shape: kernel.shape } }, variables: [] },
    );
    const host = (tensor: tf.Tensor): HostTensor => {
      return { dtype: 'float32', dims: tensor.shape, data: tensor.dataSync() as Float32Array };
    };
    const feeds: Record<string, HostTensor> = { x: host(images()), w: host(kernel) };
    for (const [i, data] of drawRandomInputs(random, seed, 0).entries()) {
      const { name, shape: dims } = random[i] as (typeof random)[number];
      feeds[name] = { dtype: 'float32', dims, data };
    }
    const expected = withDraws(seed, 0, () => ({
      y: diffAugment(policy)(images()),
      gradient: tf.grad((w) => penalty(w, images()))(kernel),
    }));
    const session = await createSession(model.bytes(), { providers: ['cpu'], threads: 1 });
    try {
      const results = await session.run(feeds);
      for (const [name, tensor] of Object.entries(expected)) {
        const wanted = tensor.dataSync();
        const { data } = results[name] as HostTensor;
        for (const [i, value] of wanted.entries()) expect(Number(data[i])).toBeCloseTo(value, 5);
      }
    } finally {
      await session.dispose();
    }
  });
});

test('a wrong policy is refused with the name at fault', () => {
  expect(() => diffAugment('color,zoom')).toThrow(
    "augmentation: there is no 'zoom' in 'color,zoom'; give some of color, translation, cutout",
  );
  expect(() => diffAugment('')).toThrow("augmentation: there is no '' in ''");
  expect(() => diffAugment('cutout, cutout')).toThrow("augmentation: 'cutout' occurs twice");
});

test('instance noise is normal, with the given standard deviation', () => {
  const count = 40_000;
  const noise = withDraws(1, 0, () => addNoise(tf.ones([count, 1]), 0.1));
  const { mean: center, variance } = tf.moments(noise);
  // Five standard errors.
  expect(Math.abs(at(center.dataSync(), 0) - 1)).toBeLessThan(0.5 / Math.sqrt(count));
  expect(Math.abs(Math.sqrt(at(variance.dataSync(), 0)) - 0.1)).toBeLessThan(
    0.5 / Math.sqrt(2 * count),
  );
});
