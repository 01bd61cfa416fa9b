import { expect, test } from 'vitest';
import { kerasProblem } from './keras-topology.ts';

/** As Keras writes a functional model. */
const topology = (layer: object) => ({
  keras_version: '2.12.0',
  model_config: { class_name: 'Functional', config: { name: 'model', layers: [layer] } },
});

test.each([
  [
    {
      class_name: 'TFOpLambda',
      config: { name: 'tf.math.add', trainable: true, dtype: 'float32', function: 'math.add' },
      name: 'tf.math.add',
      inbound_nodes: [['dense', 0, 0, { y: ['dense_1', 0, 0], name: null }]],
    },
    /^its layer "tf\.math\.add" is TensorFlow's function math\.add \(TFOpLambda\), .*tensorflowjs_converter/,
  ],
  [
    {
      class_name: 'TensorFlowOpLayer',
      config: { name: 'DepthToSpace', node_def: { op: 'DepthToSpace' }, constants: {} },
      name: 'tf_op_layer_DepthToSpace',
      inbound_nodes: [[['conv2d', 0, 0, {}]]],
    },
    /^its layer "tf_op_layer_DepthToSpace" is TensorFlow's function DepthToSpace /,
  ],
  [
    { class_name: 'SlicingOpLambda', config: { name: 'slice', function: { a: 1 } } },
    /function SlicingOpLambda, /,
  ],
  [
    { class_name: 'InputLayer', config: { name: 'x', batch_shape: [null, 2] } },
    /^its input "x" is written as Keras 3 does, .*GraphModel/,
  ],
])('%j', (layer, message) => {
  expect(kerasProblem(topology(layer))).toMatch(message);
});

test('layers of tfjs have no problem, nor has what is no model, however deep', () => {
  const input = { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 2] } };
  const dense = { class_name: 'Dense', config: { name: 'dense', units: 1 } };
  expect(kerasProblem(topology(input))).toBeUndefined();
  expect(kerasProblem(topology(dense))).toBeUndefined();
  expect(kerasProblem(topology({ class_name: 'TFOpLambda', config: null }))).toBeUndefined();
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(kerasProblem(deep)).toBeUndefined();
});
