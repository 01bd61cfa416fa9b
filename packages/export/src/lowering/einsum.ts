/** Sums of products by formula, `ij,jk->ik`: ONNX has the same. */
import { Einsum, backend_util, type EinsumAttrs } from '@tensorflow/tfjs-core';
import type { Value } from '@ganport/graph';
import { defineLowering } from './registry.ts';

/** @throws Error, tfjs's own, for a formula that tfjs does not know or that does not fit */
function check(equation: string, values: readonly Value[]): void {
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, values.length);
  type Tensors = Parameters<typeof backend_util.checkEinsumDimSizes>[2];
  const shaped = values.map(({ shape }) => ({ shape: [...shape] })) as Tensors;
  backend_util.checkEinsumDimSizes(allDims.length, idDims, shaped);
}

defineLowering<Record<string, never>, EinsumAttrs>(Einsum, (graph, inputs, { equation }) => {
  const values: Value[] = Object.values(inputs);
  check(equation, values);
  const compact = equation.replaceAll(' ', '');
  const [terms, result] = compact.split('->') as [string, string];
  const sizes = new Map<string, number>();
  for (const [i, term] of terms.split(',').entries()) {
    for (const [axis, letter] of term.split('').entries()) {
      sizes.set(letter, values[i]?.shape[axis] as number);
    }
  }
  const shape = result.split('').map((letter) => sizes.get(letter) as number);
  const { dtype } = values[0] as Value;
  return graph.op('Einsum', values, { equation: compact }, { dtype, shape });
});
