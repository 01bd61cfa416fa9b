/** A moving average of a curve, as TensorBoard has it: exponential, without a bias to its start. */

/** @param weight of the past, from 0 for none to below 1 */
export function smooth(values: readonly number[], weight: number): number[] {
  let mean = 0;
  let sum = 0;
  return values.map((value) => {
    mean = weight * mean + (1 - weight) * value;
    sum = weight * sum + (1 - weight);
    return mean / sum;
  });
}
