/** Activations of networks and their gradients. Results for NaN are NaN, as in tfjs. */
import {
  Elu,
  EluGrad,
  LeakyRelu,
  Prelu,
  Relu,
  Relu6,
  Selu,
  Sigmoid,
  Softplus,
  Step,
  type EluGradInputs,
  type LeakyReluAttrs,
  type PreluInputs,
  type StepAttrs,
  type UnaryInputs,
} from '#tfjs-core';
import { float } from '@ganport/graph';
import { add, asFloat, binary, cast, isNaN, mul, unary, where } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

for (const [kernel, op] of [
  [Relu, 'Relu'],
  [Selu, 'Selu'],
  [Sigmoid, 'Sigmoid'],
  [Softplus, 'Softplus'],
] as const) {
  defineLowering<UnaryInputs>(kernel, (graph, { x }) =>
    asFloat(graph, x, (y) => unary(graph, op, y)),
  );
}
defineLowering<UnaryInputs>(Relu6, (graph, { x }) =>
  asFloat(graph, x, (y) => graph.op('Clip', [y, graph.scalar(0), graph.scalar(6)], {}, y)),
);
defineLowering<UnaryInputs>(Elu, (graph, { x }) =>
  asFloat(graph, x, (y) => unary(graph, 'Elu', y, { alpha: float(1) })),
);

/** tfjs computes these two in float32 for every input type. */
defineLowering<UnaryInputs, LeakyReluAttrs>(LeakyRelu, (graph, { x }, { alpha }) =>
  unary(graph, 'LeakyRelu', cast(graph, x, 'float32'), { alpha: float(alpha) }),
);
defineLowering<PreluInputs>(Prelu, (graph, { x, alpha }) =>
  binary(graph, 'PRelu', cast(graph, x, 'float32'), cast(graph, alpha, 'float32')),
);

/** dy where y >= 0, else dy (y + 1). */
defineLowering<EluGradInputs>(EluGrad, (graph, { dy, y }) => {
  const positive = binary(graph, 'GreaterOrEqual', y, graph.scalar(0), 'bool');
  return where(graph, positive, dy, mul(graph, dy, add(graph, y, graph.scalar(1))));
});

/** 1 where x > 0, `alpha` elsewhere, NaN where x is NaN. With alpha 0 it is the derivative of relu. */
defineLowering<UnaryInputs, StepAttrs>(Step, (graph, { x }, { alpha }) =>
  asFloat(graph, x, (y) => {
    if (alpha === 0) return unary(graph, 'Sign', unary(graph, 'Relu', y));
    const positive = binary(graph, 'Greater', y, graph.scalar(0), 'bool');
    const step = where(graph, positive, graph.scalar(1), graph.scalar(alpha));
    return where(graph, isNaN(graph, y), y, step);
  }),
);
