/**
 * EfficientNet-Lite0 (Tan & Le 2019, without squeeze and excitation and with ReLU6), a classifier of
 * ImageNet's 1,000 classes, as an ONNX extractor: 224 × 224 colors to the 1,280 features before its last
 * layer, and the logits. The widths and kernels are those of the weights; only strides are written here.
 */
import * as tf from '#tfjs';
import { traceFunction } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import type { TensorMap } from '@ganport/runtime';
import { LabError } from '../../errors.ts';

/** Of the depthwise convolutions of the 16 blocks. */
const STRIDES = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1] as const;
const EPSILON = 1e-3;
/** The height and width of its images. */
export const SIDE = 224;
/** Bytes b become (b − 127) / 128, as in training. */
export const inputRange = [-127 / 128, 1] as const;

/** From images [batch, 224, 224, 3] in the range above. */
export interface EfficientNetOutputs {
  /** [batch, 1280] */
  readonly features: tf.Tensor2D;
  /** [batch, 1000] */
  readonly logits: tf.Tensor2D;
}

/**
 * The network as a tfjs function.
 *
 * @param weights float32 by PyTorch's names, filters [out, in, height, width]
 * @throws LabError 'corrupt-file' for a weight that is missing
 */
export function efficientNetLite(weights: TensorMap): (image: tf.Tensor4D) => EfficientNetOutputs {
  const weight = (name: string): tf.Tensor => {
    const found = weights[name];
    if (!found) throw new LabError('corrupt-file', `EfficientNet-Lite0: has no weight ${name}`);
    return tf.tensor(found.data as Float32Array, [...found.dims]);
  };
  /** ONNX's and PyTorch's filters as tfjs's. */
  const filter = (name: string, order: number[]) =>
    tf.transpose(weight(`${name}.weight`), order) as tf.Tensor4D;
  const conv = (x: tf.Tensor4D, name: string, stride = 1) =>
    tf.conv2d(x, filter(name, [2, 3, 1, 0]), stride, 'same');
  const depthwise = (x: tf.Tensor4D, name: string, stride: number) =>
    tf.depthwiseConv2d(x, filter(name, [2, 3, 0, 1]), stride, 'same');
  const normalize = (x: tf.Tensor4D, name: string) => {
    const [mean, variance, offset, scale] = ['running_mean', 'running_var', 'bias', 'weight'].map(
      (part) => weight(`${name}.${part}`) as tf.Tensor1D,
    ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    return tf.batchNorm(x, mean, variance, offset, scale, EPSILON);
  };
  const block = (x: tf.Tensor4D, name: string, stride: number): tf.Tensor4D => {
    const expands = `${name}._expand_conv.weight` in weights;
    const wide = expands ? tf.relu6(normalize(conv(x, `${name}._expand_conv`), `${name}._bn0`)) : x;
    const deep = depthwise(wide, `${name}._depthwise_conv`, stride);
    const active = tf.relu6(normalize(deep, `${name}._bn1`));
    const narrow = normalize(conv(active, `${name}._project_conv`), `${name}._bn2`);
    const isResidual = stride === 1 && narrow.shape[3] === x.shape[3];
    return isResidual ? tf.add(narrow, x) : narrow;
  };
  return (image) => {
    let x = tf.relu6(normalize(conv(image, '_conv_stem', 2), '_bn0'));
    for (const [i, stride] of STRIDES.entries()) x = block(x, `_blocks.${i}`, stride);
    x = tf.relu6(normalize(conv(x, '_conv_head'), '_bn1'));
    const features = tf.mean<tf.Tensor2D>(x, [1, 2]);
    const scores = tf.matMul(features, weight('_fc.weight'), false, true);
    return { features, logits: tf.add(scores, weight('_fc.bias')) };
  };
}

/**
 * The network as an ONNX file that openExtractor opens.
 *
 * @param weights as for efficientNetLite
 * @param metadata of the file: where the weights come from, and their license
 * @throws LabError as efficientNetLite; ExportError
 */
export function exportEfficientNetLite(
  weights: TensorMap,
  metadata: Readonly<Record<string, string>>,
): Promise<OnnxModel> {
  const network = efficientNetLite(weights);
  return traceFunction(
    ({ image }) => ({ ...network(image as tf.Tensor4D) }),
    { image: { shape: ['batch', SIDE, SIDE, 3] } },
    {
      name: 'efficientnet_lite0',
      metadata: {
        'ganport.layout.image': 'NHWC',
        'ganport.range.image': inputRange.join(' '),
        ...metadata,
      },
    },
  );
}
