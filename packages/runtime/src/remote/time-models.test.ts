/** What models are timed by, on a channel whose times are made up. */
import { expect, test } from 'vitest';
import type { Channel, Methods } from './protocol.ts';
import { timeModels } from './time-models.ts';

const none = async () => null;

/** @param opened gets the `spin` of each session that is opened */
function channelOf(opened: unknown[], isBusy: boolean): Channel {
  const info = { provider: 'cpu', refused: [], inputs: [], outputs: [], notes: [] } as const;
  const methods: Methods = {
    open: async ({ spin }) => ({ opened: { session: opened.push(spin), info } }),
    time: async ({ sessions }) => ({
      times: sessions.map(() => ({ wall: [7, 8], processor: [3, 4] })),
      isBusy,
    }),
    run: async () => ({}),
    readState: async () => ({}),
    writeState: none,
    dispose: none,
  };
  return { call: (method, request) => methods[method](request), close: async () => undefined };
}

const request = { models: [new Uint8Array()], feeds: {}, seconds: 0 } as const;

test('on a busy machine the CPU counts processor time, of threads that do not spin', async () => {
  const opened: unknown[] = [];
  const channel = channelOf(opened, true);
  expect(await timeModels(channel, { ...request, provider: 'cpu' })).toEqual([[3, 4]]);
  expect(opened).toEqual([undefined, false]);
  expect(await timeModels(channel, { ...request, provider: 'cpu' })).toEqual([[3, 4]]);
  expect(opened).toEqual([undefined, false, false]);
});

test.each([
  ['cpu', false],
  ['webgpu', true],
] as const)('%s, busy: %s: what passes', async (provider, isBusy) => {
  const opened: unknown[] = [];
  const times = await timeModels(channelOf(opened, isBusy), { ...request, provider });
  expect(times).toEqual([[7, 8]]);
  expect(opened).toEqual([undefined]);
});
