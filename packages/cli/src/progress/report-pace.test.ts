/** Reports by the clock, with a clock of the test. */
import { expect, test } from 'vitest';
import { reportPace } from './report-pace.ts';

test('the first within seconds, then at longer intervals, at most a minute apart', () => {
  let now = 0;
  const pace = reportPace(() => now);
  const due: number[] = [];
  for (now = 0; now <= 240_000; now += 500) if (pace.isDue()) due.push(now / 1000);
  expect(due).toEqual([4, 12, 28, 60, 120, 180, 240]);
});

test('a report by steps moves the next one', () => {
  let now = 0;
  const pace = reportPace(() => now);
  now = 3900;
  pace.reported();
  now = 7800;
  expect(pace.isDue()).toBe(false);
  now = 7900;
  expect(pace.isDue()).toBe(true);
});
