/**
 * Gradients of convolutions of volumes. tfjs 4.22 has one of conv3d that cannot be differentiated again, and
 * none of conv3dTranspose. A convolution y = x ∗ w is linear in x and in w, and so are the two maps that its
 * gradients are made of: dx from (dy, w), and dw from (x, dy). The gradients of each of the three are the
 * other two, which makes derivatives of every order correct. Importing this file registers the gradients.
 */
import * as tf from '#tfjs';

/** The window of a convolution, which all three maps need. */
interface Window {
  readonly strides: number | [number, number, number];
  readonly pad: 'same' | 'valid';
}

/** y = x ∗ w: [batch, depth, height, width, in] and [depth, height, width, in, out]. */
function convolved(x: tf.Tensor, filter: tf.Tensor, { strides, pad }: Window): tf.Tensor {
  return tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides, pad);
}

/**
 * The gradient with respect to x, of the shape `inputShape`. With strides of 1 it is a convolution with the filter
 * turned around, which every runtime has; WebGPU has no transposed convolution of volumes.
 */
function toInput(
  dy: tf.Tensor,
  filter: tf.Tensor,
  inputShape: number[],
  { strides, pad }: Window,
): tf.Tensor {
  if ([strides].flat().every((stride) => stride === 1)) return turned(dy, filter, pad);
  const attributes = { inputShape, strides, pad } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel<tf.Tensor>(tf.Conv3DBackpropInputV2, { dy, filter }, attributes);
}

function turned(dy: tf.Tensor, filter: tf.Tensor, pad: Window['pad']): tf.Tensor {
  const around = filter.shape.slice(0, 3).map((size): [number, number] => {
    // What the convolution itself padded before the first and after the last element, of all that a window covers.
    const before = pad === 'same' ? Math.floor((size - 1) / 2) : 0;
    const after = pad === 'same' ? size - 1 - before : 0;
    return [size - 1 - before, size - 1 - after];
  });
  const none: [number, number] = [0, 0];
  const kernel = tf.reverse(filter, [0, 1, 2]).transpose([0, 1, 2, 4, 3]);
  return convolved(tf.pad(dy, [none, ...around, none]), kernel, { strides: 1, pad: 'valid' });
}

/** The gradient with respect to w, of the shape `filterShape`. */
function toFilter(
  x: tf.Tensor,
  dy: tf.Tensor,
  filterShape: number[],
  { strides, pad }: Window,
): tf.Tensor {
  const attributes = { filterShape, strides, pad } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel<tf.Tensor>(tf.Conv3DBackpropFilterV2, { x, dy }, attributes);
}

type Gradients = (
  dy: tf.Tensor,
  saved: readonly [tf.Tensor, tf.Tensor],
  window: Window,
) => Readonly<Record<string, () => tf.Tensor>>;

/** For each kernel, the names of its two inputs and the gradients with respect to them. */
const gradients: Readonly<Record<string, readonly [inputs: string[], of: Gradients]>> = {
  [tf.Conv3D]: [
    ['x', 'filter'],
    (dy, [x, filter], window) => ({
      x: () => toInput(dy, filter, x.shape, window),
      filter: () => toFilter(x, dy, filter.shape, window),
    }),
  ],
  [tf.Conv3DBackpropInputV2]: [
    ['dy', 'filter'],
    (ddx, [dy, filter], window) => ({
      dy: () => convolved(ddx, filter, window),
      filter: () => toFilter(ddx, dy, filter.shape, window),
    }),
  ],
  [tf.Conv3DBackpropFilterV2]: [
    ['x', 'dy'],
    (ddw, [x, dy], window) => ({
      x: () => toInput(dy, ddw, x.shape, window),
      dy: () => convolved(x, ddw, window),
    }),
  ],
};

for (const [kernelName, [inputsToSave, of]] of Object.entries(gradients)) {
  tf.registerGradient({
    kernelName,
    inputsToSave,
    gradFunc: (dy, saved, attributes) =>
      of(dy as tf.Tensor, saved as [tf.Tensor, tf.Tensor], attributes as unknown as Window),
  });
}
