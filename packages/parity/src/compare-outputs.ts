/** How far the outputs of a run are from those that are expected, over all of them. */
import type { TensorMap } from '@ganport/runtime';
import { compareTensors, type Difference, type Place } from './compare.ts';
import { ParityError } from './errors.ts';

export interface OutputsDifference extends Omit<Difference, 'count' | 'worst'> {
  /** Where the largest difference is; undefined when all elements are equal. */
  readonly worst?: Place & { readonly output: string };
}

/**
 * Compares outputs by name, each as compareTensors: the largest differences, the mean over all
 * elements, and the least cosine.
 *
 * @param expected the outputs that are compared; others of `actual` are left out
 * @throws ParityError 'not-comparable' when an output is missing or has another shape
 * @example
 * const { maxAbs } = compareOutputs(await session.run(inputs), await original(inputs));
 */
export function compareOutputs(actual: TensorMap, expected: TensorMap): OutputsDifference {
  let [maxAbs, relative, cosine, sum, count] = [0, 0, 1, 0, 0];
  let worst: OutputsDifference['worst'];
  for (const [output, tensor] of Object.entries(expected)) {
    const computed = Object.hasOwn(actual, output) ? actual[output] : undefined;
    if (!computed) throw new ParityError('not-comparable', `output ${output}: was not computed`);
    const one = compareTensors(computed, tensor);
    if (one.worst && one.maxAbs > maxAbs) {
      maxAbs = one.maxAbs;
      worst = { output, ...one.worst };
    }
    relative = Math.max(relative, one.relative);
    cosine = Math.min(cosine, one.cosine);
    sum += one.meanAbs * one.count;
    count += one.count;
  }
  const numbers = { maxAbs, meanAbs: count === 0 ? 0 : sum / count, relative, cosine };
  return worst ? { ...numbers, worst } : numbers;
}
