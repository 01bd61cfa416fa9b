/** What a published graph model computes of a fixed image, on whichever backend is set. Runs in Node too. */
import * as tf from '@tensorflow/tfjs';

export type Topology = tf.io.ModelJSON & { readonly weightsManifest: tf.io.WeightsManifestConfig };

export interface Output {
  readonly shape: readonly number[];
  readonly numbers: readonly number[];
}

/** Sides of images whose size is open. */
const openSide = 128;

/** @param weights all parts of the manifest, one after the other */
export async function predict(topology: Topology, weights: ArrayBuffer): Promise<Output[]> {
  const { weightsManifest, ...json } = topology;
  const artifacts: tf.io.ModelArtifacts = {
    ...json,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: weights,
  };
  const model = await tf.loadGraphModel({ load: () => Promise.resolve(artifacts) });
  const inputs = Object.fromEntries(model.inputs.map((input) => [input.name, drawn(input)]));
  const results = [await model.executeAsync(inputs)].flat();
  const outputs: Output[] = [];
  for (const result of results) {
    outputs.push({ shape: result.shape, numbers: Array.from(await result.data()) });
  }
  return outputs;
}

/** A wave, in the range of pixels for integers. */
function drawn({ shape = [], dtype }: Pick<tf.Tensor, 'dtype'> & { shape?: number[] }): tf.Tensor {
  const dims = shape.map((size, axis) => (size > 0 ? size : axis === 0 ? 1 : openSide));
  const length = tf.util.sizeFromShape(dims);
  const numbers = Float32Array.from({ length }, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.01));
  if (dtype === 'float32') return tf.tensor(numbers, dims);
  return tf.tensor(
    Int32Array.from(numbers, (value) => 255 * value),
    dims,
    'int32',
  );
}
