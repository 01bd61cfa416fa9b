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
  const times = await timeSessions(sessions, {}, 0);
  expect(times).toEqual([expect.any(Number), null, expect.any(Number)]);
  expect(times.every((time) => time === null || time > 0)).toBe(true);
  expect(log.filter((name) => name === 'bad')).toHaveLength(1);
  const turns = log.slice(3).filter((name, i, all) => name !== all[i - 1]);
  expect(turns.slice(0, 2)).toEqual(['a', 'b']);
});

test('another error than that of a run is thrown', async () => {
  const gone = { run: () => Promise.reject(new RuntimeError('crashed', 'gone')) };
  await expect(timeSessions([gone], {}, 0)).rejects.toThrow('gone');
});
