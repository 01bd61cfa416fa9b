/** Layers of volumes, [batch, depth, height, width, channels] by tfjs's names of the axes. */
import * as tf from '#tfjs';
import { FactorLayer } from './factor-layer.ts';
import { linearMap } from './linear-map.ts';
import { oneShape, oneTensor } from './single-input.ts';
import './volume-gradients.ts';

type Volumes = tf.Tensor5D;
type Sides = [number, number, number];

interface VolumeConvOptions {
  /** The sides of the window, or one for all of them. */
  readonly kernel: number | readonly [number, number, number];
  readonly stride: number;
  /** 'same' by default. */
  readonly padding?: 'same' | 'valid';
  /** True by default. */
  readonly useBias?: boolean;
}

/**
 * A convolution of volumes: [batch, a, b, c, channels] → [batch, ⌈a / stride⌉, …, filters]. volume-gradients.ts
 * has its derivatives.
 *
 * @example
 * layers.conv3d('down_1', 16, { kernel: 5, stride: 2 })
 */
export function conv3d(
  name: string,
  filters: number,
  { kernel, stride, padding = 'same', useBias = true }: VolumeConvOptions,
): tf.layers.Layer {
  const kernelSize: Sides = typeof kernel === 'number' ? [kernel, kernel, kernel] : [...kernel];
  const kernelInitializer = 'zeros';
  const strides: Sides = [stride, stride, stride];
  return tf.layers.conv3d({
    name,
    filters,
    kernelSize,
    strides,
    padding,
    useBias,
    kernelInitializer,
  });
}

/** The axes of space. */
const axes = [1, 2, 3] as const;

/** Repeats every voxel in a cube of factor × factor × factor. */
function repeated(volumes: Volumes, factor: number): Volumes {
  return linearMap<Volumes>(
    (x) =>
      axes.reduce((value, axis) => {
        const shape = [...value.shape] as Volumes['shape'];
        shape[axis] *= factor;
        const after = value.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
        const rows = value.reshape<tf.Tensor3D>([-1, 1, after]);
        return tf.tile(rows, [1, factor, 1]).reshape<Volumes>(shape);
      }, x),
    (dy) => summed(dy, factor),
  )(volumes);
}

/** The transposed map: sums every cube of factor × factor × factor. */
function summed(volumes: Volumes, factor: number): Volumes {
  return linearMap<Volumes>(
    (x) =>
      axes.reduce((value, axis) => {
        const shape = [...value.shape] as Volumes['shape'];
        shape[axis] /= factor;
        const after = value.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
        return tf.addN(value.reshape([-1, factor, after]).unstack(1)).reshape<Volumes>(shape);
      }, x),
    (dy) => repeated(dy, factor),
  )(volumes);
}

class UpSamplingVolumes extends FactorLayer {
  static readonly className = 'UpSamplingVolumes';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => repeated(oneTensor(inputs) as Volumes, this.factor));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, ...rest] = oneShape(inputShape);
    const channels = rest.pop() ?? null;
    return [batch, ...rest.map((size) => (size ? size * this.factor : null)), channels];
  }
}
tf.serialization.registerClass(UpSamplingVolumes);

/**
 * Nearest-neighbor upsampling: [batch, a, b, c, channels] → [batch, factor · a, factor · b, factor · c, channels].
 *
 * @example
 * layers.upsample3d('up_1', 2)
 */
export function upsample3d(name: string, factor: number): tf.layers.Layer {
  return new UpSamplingVolumes({ name, factor });
}

class AveragePoolingVolumes extends FactorLayer {
  static readonly className = 'AveragePoolingVolumes';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as Volumes;
      const factor = this.factor;
      const none: [number, number] = [0, 0];
      const behind = x.shape
        .slice(1, 4)
        .map((size): [number, number] => [0, Math.ceil(size / factor) * factor - size]);
      const whole = behind.some(([, zeros]) => zeros > 0) ? tf.pad(x, [none, ...behind, none]) : x;
      return summed(whole, factor).div(factor ** 3);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, ...rest] = oneShape(inputShape);
    const channels = rest.pop() ?? null;
    const smaller = (size: number | null) => (size ? Math.ceil(size / this.factor) : null);
    return [batch, ...rest.map(smaller), channels];
  }
}
tf.serialization.registerClass(AveragePoolingVolumes);

/**
 * The means of cubes: [batch, a, b, c, channels] → [batch, ⌈a / factor⌉, …, channels]. Sides that are no multiple of
 * the factor end in zeros.
 *
 * @example
 * layers.averagePool3d('pool_1', 2)
 */
export function averagePool3d(name: string, factor: number): tf.layers.Layer {
  return new AveragePoolingVolumes({ name, factor });
}
