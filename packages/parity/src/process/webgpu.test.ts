/** WebGPU in Node, in a process that is started with a Vulkan driver. */
import { describe, expect, test } from 'vitest';
import { accumulatorModel, filled, floats, productModel } from '../testing/models.ts';
import { missingVulkan, skipNote } from '../testing/requirements.ts';
import { createProcessSession, createProcessStatefulSession } from './create.ts';

const missing = missingVulkan();
const options = { providers: ['webgpu'] } as const;

describe.skipIf(missing !== undefined)(`WebGPU in Node${skipNote(missing)}`, () => {
  test('a session computes, with queued runs', async () => {
    const session = await createProcessSession(productModel, options);
    expect(session.provider).toBe('webgpu');
    const runs = [1, 2, 3, 4].map((i) => session.run({ x: floats([i, 0], [1, 2]) }));
    expect((await Promise.all(runs)).map(({ y }) => y?.data[2])).toEqual([3, 6, 9, 12]);
    await session.dispose();
  });

  test('state stays on the device, is read and replaced', async () => {
    const session = await createProcessStatefulSession(accumulatorModel(8), {
      ...options,
      state: ['w', 'count'],
      initial: { w: filled(1, [8]), count: filled(0, [1]) },
    });
    for (let step = 1; step <= 50; step++) {
      expect(await session.step({ g: filled(2, [8]) })).toEqual({
        loss: floats([8 * (1 + 2 * step)], [1]),
      });
    }
    expect(await session.readState()).toEqual({ w: filled(101, [8]), count: filled(50, [1]) });
    await session.writeState({ w: filled(0, [8]) });
    expect(await session.step({ g: filled(1, [8]) })).toEqual({ loss: floats([8], [1]) });
    expect((await session.readState())['count']).toEqual(filled(51, [1]));
    await session.dispose();
  });
});

test('without a driver WebGPU is refused with the reason, and the next provider is taken', async () => {
  const before = process.env['VK_ICD_FILENAMES'];
  process.env['VK_ICD_FILENAMES'] = '/nowhere/icd.json';
  try {
    const session = await createProcessSession(productModel, {
      ...options,
      providers: ['webgpu', 'cpu'],
    });
    expect(session.provider).toBe('cpu');
    expect(session.refused).toEqual([
      { provider: 'webgpu', reason: expect.stringMatching(/adapter|crash|died/i) },
    ]);
    await session.dispose();
  } finally {
    if (before === undefined) delete process.env['VK_ICD_FILENAMES'];
    else process.env['VK_ICD_FILENAMES'] = before;
  }
});
