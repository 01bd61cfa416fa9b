/** The activations that tfjs fuses into Conv2D, DepthwiseConv2dNative and MatMul. */
import type { backend_util } from '@tensorflow/tfjs-core';
import { float, type GraphBuilder, type Value } from '@ganport/graph';
import { binary, unary } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';

/**
 * Applies a fused kernel's activation; 'linear' where it has none.
 *
 * @throws ExportError 'unsupported-kernel' for one that TensorFlow fuses and tfjs lacks, such as HardSwish
 */
export function activate(
  graph: GraphBuilder,
  x: Value,
  activation: backend_util.Activation | undefined,
  options: { prelu?: Value | undefined; leakyreluAlpha?: number | undefined },
): Value {
  const name = activation ?? 'linear';
  if (!Object.hasOwn(activations, name)) {
    const message = `the fused activation ${name} is one that tfjs does not compute; convert the model again without fusing it`;
    throw new ExportError('unsupported-kernel', message);
  }
  return activations[name](graph, x, options);
}

const activations: Record<
  backend_util.Activation,
  (
    graph: GraphBuilder,
    x: Value,
    options: { prelu?: Value | undefined; leakyreluAlpha?: number | undefined },
  ) => Value
> = {
  linear: (_graph, x) => x,
  relu: (graph, x) => unary(graph, 'Relu', x),
  relu6: (graph, x) => graph.op('Clip', [x, graph.scalar(0), graph.scalar(6)], {}, x),
  elu: (graph, x) => unary(graph, 'Elu', x, { alpha: float(1) }),
  sigmoid: (graph, x) => unary(graph, 'Sigmoid', x),
  leakyrelu: (graph, x, { leakyreluAlpha }) =>
    unary(graph, 'LeakyRelu', x, { alpha: float(leakyreluAlpha ?? 0.2) }),
  prelu: (graph, x, { prelu }) =>
    prelu ? binary(graph, 'PRelu', x, prelu) : unary(graph, 'Relu', x),
};
