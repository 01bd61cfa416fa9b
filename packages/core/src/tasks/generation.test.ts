import type { HostTensor } from '@ganport/runtime';
import { expect, test } from 'vitest';
import { createRing, RING, ringCenter } from '../data/ring.ts';
import { createPlan } from '../gan/plan.ts';
import { imageBatches } from './batches.ts';
import { generation } from './generation.ts';

test('the picture of points shows every mode of the data, and the generated points', async () => {
  const { config, variant } = createPlan({ variant: 'mlp', data: 'ring' });
  const batches = imageBatches(createRing(), config, variant);
  const middle: HostTensor = { dtype: 'float32', dims: [1, 1, 1, 2], data: new Float32Array(2) };
  const { picture } = await generation.drawSamples({
    config,
    variant,
    batches,
    infer: async () => middle,
  });
  const { width, height, data } = picture;
  /** Whether a color other than the white background is at a point of the plane. */
  const isDrawn = (x: number, y: number) => {
    const column = Math.round(((x + 1) / 2) * (width - 1));
    const row = height - 1 - Math.round(((y + 1) / 2) * (height - 1));
    return data[3 * (row * width + column)] !== 255;
  };
  const modes = Array.from({ length: RING.modes }, (_, mode) => isDrawn(...ringCenter(mode)));
  expect(modes).toEqual(modes.map(() => true));
  expect([isDrawn(0, 0), isDrawn(0.5, 0.5)]).toEqual([true, false]);
});

test('data that are too few for the updates of a step: the error names what is multiplied', () => {
  const ring = createRing();
  const { config, variant } = createPlan({
    ...{ variant: 'mlp', data: 'ring', batchSize: 4, discriminatorSteps: 5 },
  });
  expect(imageBatches({ ...ring, size: 20 }, config, variant)).toMatchObject({ size: 20 });
  expect(() => imageBatches({ ...ring, size: 19 }, config, variant)).toThrow(
    'ring: has 19 samples, and a step takes 20, 4 in each of 5 discriminator updates; use a smaller batch size',
  );
});
