import { cpus } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { processorClock } from './processor-clock.ts';

vi.mock('node:os', () => ({ cpus: vi.fn<typeof cpus>() }));
afterEach(() => vi.restoreAllMocks());

const machine = (user: number, idle: number) =>
  [{ model: '', speed: 0, times: { user, nice: 0, sys: 0, idle, irq: 0 } }] as const;

/** Seconds of two processors in one second, of which this process works the first. */
test.each([
  ['this process alone', 1, 1000, 1000, false],
  ['others, and a free processor', 1, 1500, 500, false],
  ['others on all', 1, 2000, 0, true],
  ['this process on all', 2, 2000, 0, false],
])('%s', (_, own, user, idle, expected) => {
  const usage = vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 0, system: 0 });
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  vi.mocked(cpus).mockReturnValueOnce([...machine(0, 0)]);
  vi.mocked(cpus).mockReturnValueOnce([...machine(user, idle)]);
  const isBusy = processorClock.watch();
  usage.mockReturnValue({ user: own * 1e6, system: 0 });
  clock.mockReturnValue(1000);
  expect(isBusy()).toBe(expected);
});

test('processor time is in milliseconds', () => {
  vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 2000, system: 1000 });
  expect(processorClock.now()).toBe(3);
});
