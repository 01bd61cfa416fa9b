/** The formula of a ring all-reduce, against a ring that is played chunk by chunk. */
import { expect, test } from 'vitest';

interface Link {
  readonly bytesPerSecond: number;
  readonly latency: number;
}
/** What bench/workers/ring.mjs exports; benches are JavaScript and have no declarations. */
interface Ring {
  ringSeconds(bytes: number, workers: number, link: Link): number;
  sharedStep(
    step: { secondsPerRow: number; secondsFixed: number; rows: number; messages: number[] },
    workers: number,
    link: Link,
  ): { seconds: number; computes: number };
}
const file: string = '../../bench/workers/ring.mjs';
const { ringSeconds, sharedStep } = (await import(file)) as Ring;

const link = { bytesPerSecond: 1e9, latency: 1e-4 };

/** Each worker has as many chunks as there are workers; each turn, it sends one to its neighbor. */
function played(bytes: number, workers: number): { seconds: number; sums: number[][] } {
  const chunks = Array.from({ length: workers }, (_, rank) =>
    Array.from({ length: workers }, (_c, chunk) => 10 ** rank + chunk),
  );
  const at = (i: number) => ((i % workers) + workers) % workers;
  let seconds = 0;
  for (let turn = 0; turn < 2 * (workers - 1); turn++) {
    const sent = chunks.map((own, rank) => ({
      chunk: at(rank - turn),
      value: own[at(rank - turn)],
    }));
    for (const [rank, { chunk, value = 0 }] of sent.entries()) {
      const next = chunks[at(rank + 1)] ?? [];
      next[chunk] = (turn < workers - 1 ? (next[chunk] ?? 0) : 0) + value;
    }
    seconds += link.latency + bytes / workers / link.bytesPerSecond;
  }
  return { seconds, sums: chunks };
}

test.each([1, 2, 4, 8])('%i workers', (workers) => {
  const { seconds, sums } = played(1e6, workers);
  for (const sum of sums) expect(sum).toEqual(sums[0]);
  expect(sums[0]?.[0]).toBe(
    Array.from({ length: workers }, (_, i) => 10 ** i).reduce((a, b) => a + b),
  );
  expect(ringSeconds(1e6, workers, link)).toBeCloseTo(seconds, 12);
});

test('a step computes its rows, and then sends each message', () => {
  const step = { secondsPerRow: 0.01, secondsFixed: 0.1, rows: 8, messages: [1e6, 2e6] };
  const alone = sharedStep(step, 1, link);
  expect([alone.seconds, alone.computes]).toEqual([expect.closeTo(0.18, 12), 1]);
  const { seconds, computes } = sharedStep(step, 4, link);
  expect(seconds).toBeCloseTo(0.12 + played(1e6, 4).seconds + played(2e6, 4).seconds, 12);
  expect(computes).toBeCloseTo(0.12 / seconds, 12);
});
