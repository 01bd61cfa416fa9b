/** State is kept in the same memory, however many steps are made. */
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { createStatefulSession } from '../node/create.ts';
import type { OrtTensor } from '../ort.ts';
import { accumulatorModel, filled } from '../testing/models.ts';
import { twoBuffers } from './two-buffers.ts';

test('on the CPU each state has two buffers, and ONNX Runtime computes into them', async () => {
  const session = await ort.InferenceSession.create(accumulatorModel(4));
  const keeper = twoBuffers.create(ort, { w: filled(0, [4]), count: filled(0, [1]) });
  const g = new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4), [4]);
  const seen = new Set<unknown>();
  for (let step = 1; step <= 10; step++) {
    const targets: Record<string, OrtTensor | null> = keeper.fetches();
    const results = await session.run({ ...keeper.feeds(), g }, targets);
    expect([...(targets['w.next']?.data ?? [])]).toEqual([step, 2 * step, 3 * step, 4 * step]);
    keeper.advance(results);
    seen.add(keeper.feeds()['w']?.data);
  }
  expect(seen.size).toBe(2);
  await keeper.dispose();
  await session.release();
});

test.each([{}, { worker: true }])(
  'resident memory does not grow over 1,000 steps %o',
  async (place) => {
    const size = 100_000;
    const session = await createStatefulSession(accumulatorModel(size), {
      ...place,
      providers: ['cpu'],
      threads: 1,
      consumeFeeds: true,
      state: ['w', 'count'],
      initial: { w: filled(0, [size]), count: filled(0, [1]) },
    });
    const step = () => session.step({ g: filled(1, [size]) });
    for (let i = 0; i < 200; i++) await step();
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 1000; i++) await step();
    const grown = process.memoryUsage.rss() - before;
    expect((await session.readState())['count']?.data[0]).toBe(1200);
    // One forgotten state a step would be 400 MB.
    expect(grown).toBeLessThan(100e6);
    await session.dispose();
  },
);
