/** Models as layers, shared layers, several inputs and outputs. */
import * as tf from '@tensorflow/tfjs';
import { of, type LayerCases } from '../layer-case.ts';

const { layers } = tf;
type Symbolic = tf.SymbolicTensor;

const dense = (units: number, inputShape?: number[]) =>
  layers.dense(inputShape ? { units, inputShape } : { units });

function functional(): tf.LayersModel {
  const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [3] })] as const;
  const shared = dense(4);
  const [x, y] = [shared.apply(a) as Symbolic, shared.apply(b) as Symbolic];
  const sum = layers.add().apply([x, y]) as Symbolic;
  return tf.model({ inputs: [a, b], outputs: [sum, layers.multiply().apply([x, y]) as Symbolic] });
}

export const models: LayerCases = {
  Sequential: {
    'in a model': of([3], () => tf.sequential({ layers: [dense(4, [3]), dense(2)] })),
    'in a sequential model': of([3], () =>
      tf.sequential({
        layers: [tf.sequential({ layers: [dense(4, [3])] }), layers.reLU(), dense(2)],
      }),
    ),
  },
  Functional: {
    'as Keras saves it': of([3], () => {
      const input = tf.input({ shape: [3] });
      const [Functional] =
        tf.serialization.SerializationMap.getMap().classNameMap['Functional'] ?? [];
      const make = Functional as unknown as new (args: object) => tf.LayersModel;
      return new make({ inputs: input, outputs: dense(2).apply(input) });
    }),
  },
  Model: {
    'several inputs and outputs, a shared layer': {
      inputs: [[3], [3]],
      build: (...inputs) => functional().apply(inputs) as Symbolic[],
    },
    'called twice': {
      inputs: [[3]],
      build(x) {
        const input = tf.input({ shape: [3] });
        const model = tf.model({ inputs: input, outputs: dense(3).apply(input) as Symbolic });
        return model.apply(model.apply(x)) as Symbolic;
      },
    },
  },
};
