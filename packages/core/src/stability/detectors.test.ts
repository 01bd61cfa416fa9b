/** Each detector on series with its trouble, and on series of healthy runs. */
import { describe, expect, test } from 'vitest';
import { createDetection, type Detection } from './warnings.ts';

const healthy = {
  dLoss: 1.3,
  gLoss: 0.8,
  dAccuracy: 0.6,
  secondsPerStep: 0.1,
  gGradientNorm: 1,
  dGradientNorm: 2,
};

/** Rows every 100 steps. */
function detections(
  series: readonly Readonly<Record<string, number>>[],
  hasLabels = true,
): Detection[] {
  const next = createDetection({ hasLabels });
  return series.flatMap((numbers, i) => next({ ...healthy, step: 100 * (i + 1), ...numbers }));
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const ratios = (...values: number[]) => values.map((diversityRatio) => ({ diversityRatio }));
const hits = (...values: number[]) =>
  values.map((modesHit) => ({ modesHit, modes: 10, inModes: 1, diversityRatio: 0.9 }));

describe('mode collapse', () => {
  test('one detection per episode, at the step where it is certain, and one more after a recovery', () => {
    const collapse = ratios(0.2, 0.8, 0.9, 0.3, 0.2, 0.1, ...times(9, 0.1));
    const recovery = ratios(...times(3, 0.7));
    const found = detections([...collapse, ...recovery, ...ratios(...times(4, 0.2))]);
    expect(found.map(({ step, detector, value }) => [step, detector, value])).toEqual([
      [600, 'mode-collapse', 0.1],
      [2100, 'mode-collapse', 0.2],
    ]);
    expect(found[0]?.finding).toBe('the diversity of samples is 10 % of that of real images');
  });

  test('a short dip is not a collapse, and a short improvement does not end one', () => {
    expect(detections(ratios(0.8, 0.3, 0.3, 0.8, 0.3, 0.3, 0.8))).toEqual([]);
    expect(
      detections(ratios(...times(3, 0.8), ...times(5, 0.1), 0.8, 0.8, ...times(5, 0.1))).length,
    ).toBe(1);
  });

  test('samples that were never diverse are detected after 1,000 steps', () => {
    expect(detections(ratios(...times(30, 0.2))).map(({ step }) => step)).toEqual([1200]);
  });

  test('few modes: fewer than before, or no improvement for 1,000 steps', () => {
    expect(detections(hits(9, 10, 5, 5, 5, 5))[0]).toMatchObject({
      step: 500,
      value: 5,
      finding: 'samples hit 5 of 10 modes',
    });
    expect(detections(hits(1, ...times(20, 2))).map(({ step }) => step)).toEqual([1400]);
  });

  test('slow progress, and samples that belong to no mode yet, are not a collapse', () => {
    // The modes that a full-width mlp hits on MNIST, every 200 steps.
    const slow = [1, 1, 1, 1, 2, 3, 2, 3, 6, 8].flatMap((hit) => [hit, hit]);
    expect(detections(hits(...slow))).toEqual([]);
    const early = times(30, { modesHit: 0, modes: 8, inModes: 0.01, diversityRatio: 1 });
    expect(detections(early)).toEqual([]);
  });
});

describe('one mode from the start', () => {
  /** The rows with a count of modes of the article's preset on MNIST, with the means before them. */
  const article = [
    { dAccuracy: 0.89, gLoss: 15.4, modesHit: 1, modes: 10, inModes: 1, diversityRatio: 0.87 },
    { dAccuracy: 0.98, gLoss: 14.9, modesHit: 1, modes: 10, inModes: 1, diversityRatio: 1.02 },
    { dAccuracy: 0.99, gLoss: 12.4, modesHit: 1, modes: 10, inModes: 1, diversityRatio: 0.98 },
    { dAccuracy: 0.99, gLoss: 19.3, modesHit: 1, modes: 10, inModes: 1, diversityRatio: 0.95 },
  ];

  test('is detected at the third count where the discriminator has won', () => {
    const found = detections(article);
    expect(found.map(({ step, detector, value }) => [step, detector, value])).toEqual([
      [300, 'mode-collapse', 1],
    ]);
    expect(found[0]?.finding).toBe(
      'samples hit 1 of 10 modes, and the discriminator recognizes all of them',
    );
  });

  test('is not detected where the game goes on, after better counts, or with a critic', () => {
    expect(detections(article.map((row) => ({ ...row, gLoss: 1.2 })))).toEqual([]);
    expect(detections(article.map((row) => ({ ...row, dAccuracy: 0.6 })))).toEqual([]);
    expect(detections(article.map((row) => ({ ...row, modes: 2 })))).toEqual([]);
    expect(detections(article.map((row) => ({ ...row, modesHit: 2 })))).toEqual([]);
    expect(detections(article, false)).toEqual([]);
  });

  test('the rows between two counts decide, not the row of the count alone', () => {
    const quiet = times(2, { dAccuracy: 0.6, gLoss: 1 });
    expect(detections(article.flatMap((row) => [...quiet, row]))).toEqual([]);
  });
});

describe('vanishing gradients', () => {
  const won = { dAccuracy: 1, gGradientNorm: 1e-4 };

  test('a discriminator that is always right and a gradient far below its usual norm', () => {
    const found = detections([...times(10, {}), ...times(20, won)]);
    expect(found.map(({ step, detector }) => [step, detector])).toEqual([
      [1500, 'vanishing-gradients'],
    ]);
    expect(found[0]?.value).toBeCloseTo(1e-4, 8);
    expect(found[0]?.finding).toMatch(/gradient is 0\.01 % of its usual norm .* is 100 %$/);
  });

  test('one of the two alone is not enough', () => {
    expect(detections([...times(10, {}), ...times(20, { ...won, gGradientNorm: 0.3 })])).toEqual(
      [],
    );
    expect(detections([...times(10, {}), ...times(20, { ...won, dAccuracy: 0.9 })])).toEqual([]);
  });

  test('a gradient that fades slowly, with a discriminator that was right from the start', () => {
    const fading = Array.from({ length: 40 }, (_, i) => ({ ...won, gGradientNorm: 0.8 ** i }));
    expect(detections(fading).map(({ detector }) => detector)).toEqual(['vanishing-gradients']);
  });

  test('a gradient of exactly 0 has vanished', () => {
    expect(detections([...times(10, {}), ...times(20, { ...won, gGradientNorm: 0 })]).length).toBe(
      1,
    );
  });
});

describe('divergence', () => {
  test('a loss that explodes, that of either network', () => {
    const found = detections([...times(12, {}), ...times(20, { gLoss: -90 })]);
    expect(found.map(({ step, detector }) => [step, detector])).toEqual([[1700, 'divergence']]);
    expect(found[0]?.finding).toBe("the generator's loss is -90.0, 90 times its usual size");
    expect(detections([...times(12, {}), ...times(20, { dLoss: 50 })])[0]?.value).toBeCloseTo(
      50 / 1.3,
    );
  });

  test('spikes, slow growth, and small losses that grow are not a divergence', () => {
    expect(detections([...times(12, {}), { gLoss: 90 }, ...times(20, {})])).toEqual([]);
    expect(detections(Array.from({ length: 60 }, (_, i) => ({ dLoss: -i })))).toEqual([]);
    expect(detections([...times(12, { dLoss: 0.01 }), ...times(20, { dLoss: 5 })])).toEqual([]);
  });
});
