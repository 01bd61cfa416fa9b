import { expect, test } from 'vitest';
import { adaptTopology } from './adapt-topology.ts';
import { adapted } from './adapted.ts';
import { weightNames } from './weight-names.ts';

/** As Keras writes a functional model. */
const topology = (...layers: object[]) => ({
  keras_version: '3.15.1',
  model_config: { class_name: 'Functional', config: { name: 'model', layers } },
});

const input = {
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', batch_shape: [null, 2] },
  inbound_nodes: [],
};
const tensor = (layer: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 2], dtype: 'float32', keras_history: [layer, 0, 0] },
});
const dense = (...nodes: object[]) => ({
  class_name: 'Dense',
  name: 'dense',
  config: { name: 'dense', trainable: true, units: 1 },
  inbound_nodes: nodes,
});
const lambda = (path: string, ...nodes: unknown[]) => ({
  class_name: 'TFOpLambda',
  name: path,
  config: { name: path, function: path },
  inbound_nodes: nodes,
});

test.each<[what: string, layers: object[], message: RegExp]>([
  [
    'all functions that have no form here',
    [lambda('signal.stft', ['x', 0, 0, {}]), lambda('math.lgamma', ['x', 0, 0, {}])],
    /tf\.signal\.stft \(layer "signal\.stft"\), tf\.math\.lgamma \(layer "math\.lgamma"\)$/,
  ],
  [
    'a function whose tensors Keras does not write',
    [lambda('einsum', ['_CONSTANT_VALUE', -1, 'ij,jk->ik', {}])],
    /tf\.einsum .*whose tensors Keras leaves out/,
  ],
  [
    'an operator as early versions of TensorFlow write it',
    [
      {
        class_name: 'TensorFlowOpLayer',
        name: 'shuffle',
        config: { name: 'DepthToSpace', node_def: { op: 'DepthToSpace' }, constants: {} },
        inbound_nodes: [[['x', 0, 0, {}]]],
      },
    ],
    /TensorFlow's operator DepthToSpace \(layer "shuffle"\)/,
  ],
  [
    'a function that is called twice',
    [lambda('nn.relu', ['x', 0, 0, {}], ['x', 0, 0, {}])],
    /"nn\.relu" is called 2 times, and once is supported/,
  ],
  [
    'a layer that is called with two arguments',
    [dense({ args: [tensor('x'), tensor('x')], kwargs: {} })],
    /"dense" \(Dense\) is called with 2 arguments, and one is supported/,
  ],
  [
    "a mask that is not a layer's own",
    [dense({ args: [tensor('x')], kwargs: { training: false, mask: tensor('x') } })],
    /"dense" \(Dense\) is called with mask=, which tfjs does not have/,
  ],
  [
    'an option that tfjs would ignore',
    [{ class_name: 'Conv2D', name: 'conv', config: { name: 'conv', groups: 2 } }],
    /"conv" \(Conv2D\) has groups=2, which tfjs does not have/,
  ],
])('%s: refused', (_, layers, message) => {
  expect(() => adaptTopology(topology(input, ...layers))).toThrow(message);
});

test('what tfjs reads stays as it is', () => {
  const config = { name: 'x', batch_input_shape: [null, 2] };
  const own = topology(
    { class_name: 'InputLayer', name: 'x', config, inbound_nodes: [] },
    { ...dense(), inbound_nodes: [[['x', 0, 0, {}]]] },
  );
  expect(adaptTopology(own)).toEqual(own);
});

test('JSON nested deeper than any model is left to the checks of topologies', () => {
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(adapted('model.json', deep).topology).toBe(deep);
});

test('weights have the names of their layers, whatever models they are inside', () => {
  const layers = [
    { class_name: 'Dense', config: { name: 'dense' } },
    { class_name: 'DepthwiseConv2D', config: { name: 'depth' } },
    { class_name: 'Normalization', config: { name: 'scaled' } },
  ];
  const nameOf = weightNames({ class_name: 'Sequential', config: { name: 'sequential', layers } });
  const names = [
    'sequential/dense/kernel',
    'dense/bias',
    'scope/depth/kernel',
    'mean',
    'other/a/b',
  ];
  expect(names.map(nameOf)).toEqual([
    'dense/kernel',
    'dense/bias',
    'depth/depthwise_kernel',
    'scaled/mean',
    'other/a/b',
  ]);
});
