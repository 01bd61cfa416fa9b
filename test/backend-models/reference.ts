/**
 * What tfjs computes of a published model. Its wasm backend, with the kernels that it lacks or computes wrong
 * taken from its cpu backend, is asked first, since the cpu backend needs minutes for large models. Where the two
 * differ, the cpu backend decides, and its numbers have the tolerance of their distance from those of the wasm
 * backend.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { completeWasmKernels } from 'ganport/internal';
import { predict, type Output, type Topology } from './page/predict.ts';

/** Largest difference, in relation to the root mean square of an output. */
const tolerance = 5e-3;
/** What moves tfjs's own numbers further is no rounding. */
const mostRounding = 0.1;

export interface Comparison {
  /** The largest difference from each backend that was asked. */
  readonly differences: string;
  readonly equal: boolean;
}

export async function compared(
  outputs: readonly Output[],
  topology: Topology,
  weights: Buffer,
): Promise<Comparison> {
  completeWasmKernels();
  const computedOn = async (backend: 'cpu' | 'wasm') => {
    await tf.setBackend(backend);
    // A model keeps the weights' memory.
    return predict(topology, new Uint8Array(weights).buffer);
  };
  const onWasm = await computedOn('wasm');
  const fromWasm = differencesOf(outputs, onWasm);
  const wasm = `${worstOf(fromWasm)} from tfjs wasm`;
  if (fromWasm.every((one) => one <= tolerance)) return { differences: wasm, equal: true };
  const onCpu = await computedOn('cpu');
  const fromCpu = differencesOf(outputs, onCpu);
  const between = differencesOf(onWasm, onCpu);
  return {
    differences: `${wasm}, ${worstOf(fromCpu)} from tfjs cpu, ${worstOf(between)} between these`,
    // A number that rounding moves as far in tfjs itself cannot be known better.
    equal: fromCpu.every((one, i) => {
      const rounding = between[i] ?? 0;
      return one <= (rounding <= mostRounding ? Math.max(tolerance, rounding) : tolerance);
    }),
  };
}

const worstOf = (differences: readonly number[]) => Math.max(0, ...differences).toExponential(1);

/** The largest one of each output, infinite where the shapes differ or a number is NaN on one side alone. */
function differencesOf(outputs: readonly Output[], expected: readonly Output[]): number[] {
  return expected.map(({ shape, numbers }, i) => {
    const own = outputs[i];
    if (own?.shape.join() !== shape.join()) return Infinity;
    const square = numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length;
    const scale = Math.sqrt(square) + tolerance;
    return numbers.reduce((worst, value, at) => {
      const other = own.numbers[at] ?? Number.NaN;
      const same = Object.is(value, other) || value === other;
      const difference = same ? 0 : Math.abs(value - other) / scale;
      return Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    }, 0);
  });
}
