/**
 * Compares exported models with their originals: a LayersModel with random weights is computed by tfjs's
 * cpu backend and, exported, by ONNX Runtime's CPU provider. onnx's checker validates the file.
 */
import * as tf from '@tensorflow/tfjs';
import { exportModel, type ExportOptions } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import { outputNamesOf } from '@ganport/graph/internal';
import { compareTensors } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
import {
  floats,
  ints,
  toHost,
  toNumbers,
  toTensor,
  type Numbers,
} from '../../lowering/support/numbers.ts';
import { checkOnnx, onnxCheckerAvailable } from '../../support/onnx-checker.ts';

/** Randomizes every weight, since the zeros and ones of initializers hide mistakes. */
export function drawWeights(model: tf.LayersModel): void {
  for (const [index, weight] of model.weights.entries()) {
    const isSpread = weight.name.includes('variance');
    const [low, high] = isSpread ? [0.5, 1.5] : [-0.6, 0.6];
    const value = toTensor(floats(weight.shape.map(Number), index + 1, low, high));
    weight.write(value);
    value.dispose();
  }
}

/** Exports the model and validates the file with onnx's checker. */
export async function exported(
  model: tf.LayersModel,
  options: ExportOptions = {},
): Promise<OnnxModel> {
  const onnx = await exportModel(model, options);
  if (onnxCheckerAvailable().available) await checkOnnx(onnx.bytes());
  return onnx;
}

/** Random inputs of these shapes; integers below `tokens` where it is given. */
export function drawInputs(shapes: readonly (readonly number[])[], tokens?: number): Numbers[] {
  return shapes.map((shape, index) => {
    if (tokens === undefined) return floats(shape, index + 7, -1, 1);
    return { ...ints(shape, 0, tokens, index + 7), dtype: 'float32' };
  });
}

/** For each set of inputs, the largest difference of any output between tfjs cpu and ONNX Runtime. */
export async function largestDifference(
  model: tf.LayersModel,
  onnx: OnnxModel,
  sets: readonly (readonly Numbers[])[],
): Promise<number> {
  void tf.setBackend('cpu');
  const session = await createSession(onnx.bytes(), { providers: ['cpu'], threads: 1 });
  const outputNames = outputNamesOf(model);
  const differences = [];
  try {
    for (const inputs of sets) {
      const names = model.inputNames.map((name, index) => [name, inputs[index]] as const);
      const feeds = names.flatMap(([name, numbers]) => (numbers ? [[name, toHost(numbers)]] : []));
      const results = await session.run(Object.fromEntries(feeds));
      const tensors = inputs.map(toTensor);
      const [first] = tensors;
      const wanted = [model.predict(tensors.length === 1 && first ? first : tensors)].flat();
      for (const [index, want] of wanted.entries()) {
        const got = results[outputNames[index] ?? ''];
        if (got === undefined) throw new Error(`${outputNames[index]} is missing`);
        differences.push(compareTensors(got, toHost(toNumbers(want))).maxAbs);
      }
      tf.dispose([tensors, wanted]);
    }
  } finally {
    await session.dispose();
  }
  return Math.max(...differences);
}
