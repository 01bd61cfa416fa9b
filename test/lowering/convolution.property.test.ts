/** Convolutions and pools of every geometry that tfjs accepts, and their gradients. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backward, forward, winogradTolerance, type Geometry } from './cases/convolution.ts';
import { volumes, type VolumeGeometry } from './cases/convolution-3d.ts';
import { poolBothWays, type Pool } from './cases/pooling.ts';
import { firstDifference } from './support/lowering-case.ts';

const size = fc.integer({ min: 1, max: 8 });
const channelCount = fc.constantFrom(1, 3, 8, 9);
const stride = fc.integer({ min: 1, max: 3 });
const kernel = fc.integer({ min: 1, max: 4 });
const margin = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));

/** A window along one axis; without padding it must fit into the image. */
const fits = (input: number, window: number, before: number, after: number) =>
  input + before + after >= window;

const geometry: fc.Arbitrary<Geometry> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    input: fc.tuple(size, size),
    kernel: fc.tuple(kernel, kernel),
    channels: fc.tuple(channelCount, channelCount),
    strides: fc.tuple(stride, stride),
    rounding: fc.constantFrom('floor' as const, 'ceil' as const),
    pad: fc.oneof(
      fc.constantFrom('same' as const, 'valid' as const),
      fc.integer({ min: 0, max: 2 }),
      fc.tuple(margin, margin),
    ),
  })
  .filter((g) => {
    // tfjs uses the height's kernel and stride for both axes when padding is one number.
    const isSquare = g.kernel[0] === g.kernel[1] && g.strides[0] === g.strides[1];
    if (typeof g.pad === 'number' && !isSquare) return false;
    const pads =
      typeof g.pad === 'number'
        ? [
            [g.pad, g.pad],
            [g.pad, g.pad],
          ]
        : g.pad;
    if (pads === 'same') return true;
    return [0, 1].every((axis) => {
      const [before = 0, after = 0] = pads === 'valid' ? [] : (pads[axis] ?? []);
      return fits(g.input[axis] ?? 0, g.kernel[axis] ?? 0, before, after);
    });
  })
  .map((g) => ({
    x: [g.batch, ...g.input, g.channels[0]] as const,
    filter: [...g.kernel, ...g.channels] as const,
    strides: g.strides,
    ...(typeof g.pad === 'string'
      ? { pad: g.pad }
      : {
          pad: typeof g.pad === 'number' ? g.pad : ([[0, 0], ...g.pad, [0, 0]] as Geometry['pad']),
          rounding: g.rounding,
        }),
  }));

/** Convolutions that the 'cpu' strategy cuts into tiles: many channels, large images. */
const tiled: fc.Arbitrary<Geometry> = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    outputs: fc.tuple(fc.integer({ min: 5, max: 20 }), fc.integer({ min: 5, max: 20 })),
    kernel: fc.tuple(fc.integer({ min: 3, max: 5 }), fc.integer({ min: 3, max: 5 })),
    channels: fc.tuple(fc.constantFrom(16, 19), fc.constantFrom(16, 17)),
    pad: fc.oneof(
      fc.constantFrom('same' as const, 'valid' as const),
      fc.tuple(margin, margin).map(([y, x]) => [[0, 0], y, x, [0, 0]] as Geometry['pad']),
    ),
  })
  .map(({ batch, strides, outputs: [height, width], kernel: taps, channels, pad }) => ({
    x: [batch, height * strides[0], width * strides[1], channels[0]] as const,
    filter: [...taps, ...channels] as const,
    strides,
    pad,
    ...(typeof pad === 'object' && { rounding: 'floor' as const }),
    tolerance: winogradTolerance,
  }));

const edge = fc.integer({ min: 1, max: 3 });
const filters = fc.constantFrom(1, 2, 7, 16);

/** Volumes that are longest along their last axis, which the 'cpu' strategy cuts into blocks. */
const volume: fc.Arbitrary<VolumeGeometry> = fc
  .record({
    input: fc.tuple(edge, edge, fc.integer({ min: 1, max: 14 })),
    kernel: fc.tuple(edge, edge, kernel),
    channels: fc.tuple(filters, filters),
    strides: fc.tuple(stride, stride, stride),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter(
    (v) => v.pad === 'same' || [0, 1, 2].every((i) => (v.input[i] ?? 0) >= (v.kernel[i] ?? 0)),
  )
  .map(({ input, kernel: taps, channels, strides, pad }) => ({
    x: [2, ...input, channels[0]] as const,
    filter: [...taps, ...channels] as const,
    strides,
    pad,
  }));

const pool: fc.Arbitrary<Pool & { shape: readonly [number, number, number, number] }> = fc
  .record({
    input: fc.tuple(size, size),
    size: fc.tuple(kernel, kernel),
    strides: fc.tuple(stride, stride),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter((p) => p.pad === 'same' || [0, 1].every((i) => (p.input[i] ?? 0) >= (p.size[i] ?? 0)))
  .map(({ input, ...rest }) => ({ ...rest, shape: [2, ...input, 3] as const }));

/** Whether a window reaches no pixel, since more is cropped than the image has. */
const onlyPadding = (channels: number): Geometry => ({
  x: [1, 1, 1, channels],
  filter: [1, 1, channels, channels],
  strides: [1, 3],
  pad: [
    [0, 0],
    [0, 0],
    [2, 0],
    [0, 0],
  ],
  rounding: 'floor',
});

describe('any geometry', () => {
  test('conv2d with both strategies', async () => {
    await fc.assert(
      fc.asyncProperty(geometry, async (g) => {
        expect(await firstDifference({ ...forward(g), opsets: [18] })).toBe('');
      }),
      { numRuns: 40 },
    );
  });

  test('gradients of conv2d with both strategies', async () => {
    await fc.assert(
      fc.asyncProperty(geometry, async (g) => {
        // tfjs's gradients ignore that sizes were rounded up.
        const floored: Geometry = g.rounding ? { ...g, rounding: 'floor' } : g;
        expect(await firstDifference({ ...backward(floored), opsets: [18] })).toBe('');
      }),
      { numRuns: 40, examples: [[onlyPadding(1)], [onlyPadding(8)]] },
    );
  });

  test('conv2d in tiles, and its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(tiled, async (g) => {
        expect(await firstDifference({ ...forward(g), opsets: [18] })).toBe('');
        expect(await firstDifference({ ...backward(g), opsets: [18] })).toBe('');
      }),
      { numRuns: 25 },
    );
  });

  test('conv3d with both strategies, and its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(volume, async (v) => {
        for (const given of volumes(v)) {
          // Sums of hundreds of products in another order.
          const complaint = await firstDifference({ ...given, opsets: [18], tolerance: 1e-4 });
          expect(complaint).toBe('');
        }
      }),
      { numRuns: 10 },
    );
  });

  test('pools and their gradients', async () => {
    await fc.assert(
      fc.asyncProperty(pool, async ({ shape, ...p }) => {
        for (const given of poolBothWays(p, shape)) {
          expect(await firstDifference({ ...given, opsets: [18] })).toBe('');
        }
      }),
      { numRuns: 20 },
    );
  });
});
