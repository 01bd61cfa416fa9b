/** How far the outputs of a smaller file are from those of the float32 file. */
import { compareTensors } from '@ganport/parity';
import { numbersOf } from '@ganport/parity/internal';
import type { HostTensor } from '@ganport/runtime';

export interface Loss {
  readonly output: string;
  /** Largest and mean absolute difference. */
  readonly maxAbs: number;
  readonly meanAbs: number;
  /**
   * Peak signal-to-noise ratio in decibels, where the peak is the span of the float32 outputs; Infinity
   * for equal outputs.
   */
  readonly psnr: number;
  /** The share of samples whose largest element is the same one, for outputs [samples, classes]. */
  readonly top1?: number;
}

type Outputs = readonly Readonly<Record<string, HostTensor>>[];

/** The loss of each floating-point output over all runs. */
export function lossesOf(actual: Outputs, expected: Outputs): Loss[] {
  const [first = {}] = expected;
  const names = Object.keys(first).filter((name) => first[name]?.dtype.startsWith('float'));
  return names.map((output) => {
    const pairs = expected.flatMap((tensors, run) => {
      const [a, b] = [actual[run]?.[output], tensors[output]];
      return a && b ? [[a, b] as const] : [];
    });
    return lossOf(output, pairs);
  });
}

function lossOf(output: string, pairs: readonly (readonly [HostTensor, HostTensor])[]): Loss {
  let [maxAbs, sum, squares, count] = [0, 0, 0, 0];
  let [low, high] = [Infinity, -Infinity];
  let [same, samples] = [0, 0];
  for (const [actual, expected] of pairs) {
    const difference = compareTensors(actual, expected);
    maxAbs = Math.max(maxAbs, difference.maxAbs);
    sum += difference.meanAbs * difference.count;
    count += difference.count;
    const [a, b] = [numbersOf(actual), numbersOf(expected)];
    for (let at = 0; at < b.length; at++) {
      const value = Number(b[at]);
      squares += (Number(a[at]) - value) ** 2;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const [rows = 0, classes = 0] = expected.dims;
    if (expected.dims.length !== 2 || classes < 2) continue;
    for (let row = 0; row < rows; row++) {
      samples++;
      if (largestAt(a, row, classes) === largestAt(b, row, classes)) same++;
    }
  }
  const noise = squares / count;
  const psnr = noise === 0 ? Infinity : 10 * Math.log10((high - low) ** 2 / noise);
  const loss = { output, maxAbs, meanAbs: count === 0 ? 0 : sum / count, psnr };
  return samples === 0 ? loss : { ...loss, top1: same / samples };
}

function largestAt(values: ArrayLike<number | bigint>, row: number, length: number): number {
  let best = 0;
  for (let at = 1; at < length; at++) {
    if (Number(values[row * length + at]) > Number(values[row * length + best])) best = at;
  }
  return best;
}
