/**
 * The shipped classifier as a tfjs model, made from its ONNX file, so that the file can be compared
 * with tfjs, in which it was trained.
 */
import * as tf from '#tfjs';
import { LabError } from '../errors.ts';
import { type Constant, type Node, readModelFile } from '@ganport/graph';
import { createClassifierNetwork } from './network.ts';
import { shippedClassifier } from './open-classifier.ts';

/**
 * Builds the model. Batch normalization is folded into the file's convolutions. Here its statistics
 * have no effect, and its offset is the folded bias.
 *
 * @throws LabError 'data-mismatch' for a file with other layers
 */
export async function classifierModel(): Promise<tf.LayersModel> {
  const { graph } = await readModelFile(shippedClassifier);
  const { model, weights } = createClassifierNetwork({ shape: [28, 28, 1] }, 10, 0);
  const constantsOf = ({ name, inputs }: Node): [kernel: Constant, bias: Constant] => {
    const [kernel, bias] = inputs.slice(1).map((input) => graph.initializers.get(input));
    if (kernel && bias) return [kernel, bias];
    throw new LabError('data-mismatch', `${shippedClassifier}: ${name} has no kernel and bias`);
  };
  const assign = (name: string, value: tf.Tensor): void => {
    const variable = weights.get(name);
    if (variable?.shape.join() !== value.shape.join()) {
      const message = `${shippedClassifier}: has no ${name} [${variable?.shape.join(', ')}]`;
      throw new LabError('data-mismatch', message);
    }
    variable.assign(value);
  };
  const convolutions = graph.nodes.filter(({ op }) => op === 'Conv');
  const [dense] = graph.nodes.filter(({ op }) => op === 'Gemm');
  const layers = model.layers.filter((layer) => layer.getClassName() === 'Conv2D');
  if (!dense || layers.length !== convolutions.length) {
    const message = `${shippedClassifier}: has ${convolutions.length} convolutions, not ${layers.length} and a dense layer`;
    throw new LabError('data-mismatch', message);
  }
  tf.tidy(() => {
    for (const [i, node] of convolutions.entries()) {
      const layer = layers[i]?.name ?? '';
      const [kernel, bias] = constantsOf(node);
      // ONNX has OIHW, tfjs HWIO.
      assign(`${layer}/kernel`, tf.transpose(tensor(kernel), [2, 3, 1, 0]));
      assign(`${layer}_norm/beta`, tensor(bias));
      assign(`${layer}_norm/moving_variance`, tf.ones(bias.shape as [number]).sub(EPSILON));
    }
    const [kernel, bias] = constantsOf(dense);
    assign('logits/kernel', tensor(kernel));
    assign('logits/bias', tensor(bias));
  });
  return model;
}

/** The epsilon of batch normalization, which is added to the variance. */
const EPSILON = 1e-5;

function tensor({ data, shape }: Constant): tf.Tensor {
  return tf.tensor(data as Float32Array, [...shape]);
}
