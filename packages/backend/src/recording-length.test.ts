import { expect, test } from 'vitest';
import { RecordingLength } from './recording-length.ts';

/** Lengths at which a recording of these numbers of waiting tensors ends, one number a kernel. */
function ends(waiting: (kernel: number) => number, kernels: number): number[] {
  const length = new RecordingLength();
  return Array.from({ length: kernels }, (_, kernel) => kernel).flatMap((kernel) => {
    const { kernels: found } = length;
    const isOver = length.isOver(waiting(kernel));
    if (isOver) length.reset();
    length.add();
    return isOver ? [found] : [];
  });
}

test('a recording ends between two iterations, where the fewest tensors wait', () => {
  // Iterations of 7 kernels.
  const found = ends((kernel) => 1 + (kernel % 7), 5000);
  expect(found.length).toBeGreaterThan(3);
  for (const kernels of found) {
    expect(kernels % 7).toBe(0);
    expect(kernels).toBeLessThan(1024 + 8);
  }
});

test('a long step, whose tensors become more and then fewer, is not cut', () => {
  const step = (kernel: number) => 10 + Math.min(kernel, 4000 - kernel) + (kernel % 5);
  expect(ends(step, 3900)).toEqual([]);
});

test('a loop that disposes of nothing is cut anywhere', () => {
  expect(ends((kernel) => kernel, 40_000)).toEqual([16384, 16384]);
});

test('a recording ends when it holds many numbers that the program disposed of', () => {
  const length = new RecordingLength();
  length.hold(2 ** 28 - 1);
  expect(length.isOver(9)).toBe(false);
  length.hold(1);
  expect(length.isOver(9)).toBe(true);
  length.reset();
  expect(length.isOver(9)).toBe(false);
});
