/**
 * A generator makes a random case that calls its kernel. Cases of one kernel are compared together, as one
 * graph, since a session costs more than a case.
 */
import type * as tf from '@tensorflow/tfjs';
import { onOnnxRuntime, onTfjs, type Inputs } from './compute.ts';
import type { Draw } from './drawing.ts';
import { difference, type LoweringCase } from './lowering-case.ts';

export type Generator = (draw: Draw) => LoweringCase;

/** Generators by kernel. */
export type Generators = Readonly<Record<string, Generator>>;

/**
 * Runs cases as one graph at opset 18. Returns the first difference, after the name and the inputs of its
 * case; '' where there is none.
 */
export async function firstDifferenceOf(cases: readonly LoweringCase[]): Promise<string> {
  const expected = cases.map(({ inputs, fn }) => Object.values(onTfjs(inputs, fn)));
  const prefixed = cases.map(({ inputs }, i) =>
    Object.entries(inputs).map(([name, numbers]) => [`${name}_${i}`, numbers] as const),
  );
  const joint = (tensors: Record<string, tf.Tensor>) =>
    cases.flatMap(({ inputs, fn }, i) => {
      const names = Object.keys(inputs);
      return fn(
        Object.fromEntries(names.map((name) => [name, tensors[`${name}_${i}`] as tf.Tensor])),
      );
    });
  const inputs: Inputs = Object.fromEntries(prefixed.flat());
  const { results } = await onOnnxRuntime(inputs, joint, { opset: 18 });
  let at = 0;
  for (const [i, wanted] of expected.entries()) {
    const { name, inputs: given, tolerance = 1e-5 } = cases[i] as LoweringCase;
    for (const want of wanted) {
      const complaint = difference(results[`y${at}`], want, tolerance);
      if (complaint !== undefined) return `${name} of ${described(given)}: ${complaint}`;
      at += 1;
    }
  }
  return '';
}

const described = (inputs: Inputs) =>
  Object.entries(inputs)
    .map(([name, { dtype, shape }]) => `${name} ${dtype}[${shape.join()}]`)
    .join(', ');
