/** How sessions are timed. The times themselves are never asserted. */
import { expect, test } from 'vitest';
import { RuntimeError } from './errors.ts';
import { timeSessions } from './timing.ts';

function session(log: string[], name: string, fails = false) {
  return {
    run: async () => {
      log.push(name);
      if (fails) throw new RuntimeError('run-failed', 'no');
      // A run takes some time, or a turn would never end.
      await new Promise((resolve) => setTimeout(resolve, 1));
      return {};
    },
  };
}

test('each session has a turn in each round; one that fails has no time', async () => {
  const log: string[] = [];
  const sessions = [session(log, 'a'), session(log, 'bad', true), session(log, 'b')];
  const { times, isBusy } = await timeSessions(sessions, {}, 0);
  const one = { wall: [expect.any(Number)], processor: [expect.any(Number)] };
  expect(times).toEqual([one, null, one]);
  expect(isBusy).toBe(false);
  expect(log.filter((name) => name === 'bad')).toHaveLength(1);
  const turns = log.slice(3).filter((name, i, all) => name !== all[i - 1]);
  expect(turns.slice(0, 2)).toEqual(['a', 'b']);
});

test('another error than that of a run is thrown', async () => {
  const gone = { run: () => Promise.reject(new RuntimeError('crashed', 'gone')) };
  await expect(timeSessions([gone], {}, 0)).rejects.toThrow('gone');
});

test('processor time is that of the clock, which also says whether the machine is busy', async () => {
  let worked = 0;
  const run = async () => {
    worked += 60;
    return {};
  };
  const clock = { now: () => worked, watch: () => () => worked > 100 };
  const timing = await timeSessions([{ run }], {}, 0, clock);
  expect(timing.times[0]?.processor).toEqual([60]);
  expect(timing.isBusy).toBe(true);
});
