/** Einsum, sums of products by a formula such as `ij,jk->ik`, is the same in ONNX. */
import { Einsum, backend_util, type EinsumAttrs } from '#tfjs-core';
import type { Value } from '@ganport/graph';
import { at } from '@ganport/graph/ops';
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
  const [terms = '', result = ''] = compact.split('->');
  const letters = terms.replaceAll(',', '');
  const sizes = values.flatMap(({ shape }) => shape);
  const shape = result.split('').map((letter) => at(sizes, letters.indexOf(letter)));
  const { dtype } = at(values, 0);
  return graph.op('Einsum', values, { equation: compact }, { dtype, shape });
});
