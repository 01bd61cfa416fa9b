/**
 * Spectral normalization (Miyato et al. 2018, algorithm 1): a dense layer or convolution whose weight
 * is divided by σ, the largest singular value of the weight as a matrix [out, everything else]. One
 * power iteration from the vector `u` estimates σ. `u` is a weight without gradient, updated in
 * training only. In an exported model the normalized weight is a constant.
 */
import * as tf from '#tfjs';
import { at } from '@ganport/graph/ops';
import { detached } from './gradients.ts';
import { channelsOf, oneShape, oneTensor, type CallArguments } from './single-input.ts';

export interface SpectralConfig {
  readonly name: string;
  readonly kind: keyof typeof kinds;
  /** Units or filters. */
  readonly filters: number;
  /** Height and width of the window; 1 for dense. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  readonly useBias: boolean;
}

/** A kind of linear layer. */
interface Kind {
  /** The shape of its weight for an input of `channels`. */
  readonly kernelShape: (config: SpectralConfig, channels: number) => number[];
  readonly run: (x: tf.Tensor, weight: tf.Tensor, config: SpectralConfig) => tf.Tensor;
  /** The weight as [everything else, out]. */
  readonly matrix: (weight: tf.Tensor) => tf.Tensor2D;
  /** The height or width of the output. */
  readonly size: (size: number, config: SpectralConfig) => number;
}

const lastAxisOut = (weight: tf.Tensor) => weight.reshape<tf.Tensor2D>([-1, at(weight.shape, -1)]);

const convSize = (size: number, { kernel, stride, padding }: SpectralConfig) =>
  Math.ceil((padding === 'same' ? size : size - kernel + 1) / stride);
const transposedSize = (size: number, { kernel, stride, padding }: SpectralConfig) =>
  size * stride + (padding === 'same' ? 0 : Math.max(kernel - stride, 0));

const kinds = {
  dense: {
    kernelShape: ({ filters }, channels) => [channels, filters],
    run: (x, weight) => tf.matMul(x, weight),
    matrix: lastAxisOut,
    size: (size) => size,
  },
  conv: {
    kernelShape: ({ kernel, filters }, channels) => [kernel, kernel, channels, filters],
    run: (x, weight, { stride, padding }) =>
      tf.conv2d(x as tf.Tensor4D, weight as tf.Tensor4D, stride, padding),
    matrix: lastAxisOut,
    size: convSize,
  },
  convTranspose: {
    kernelShape: ({ kernel, filters }, channels) => [kernel, kernel, filters, channels],
    run: (x, weight, config) => {
      const [batch, height, width] = (x as tf.Tensor4D).shape;
      return tf.conv2dTranspose(
        x as tf.Tensor4D,
        weight as tf.Tensor4D,
        [batch, transposedSize(height, config), transposedSize(width, config), config.filters],
        config.stride,
        config.padding,
      );
    },
    matrix: (weight) => lastAxisOut(weight.transpose([0, 1, 3, 2])),
    size: transposedSize,
  },
} as const satisfies Record<string, Kind>;

const unitVector = (vector: tf.Tensor): tf.Tensor2D =>
  vector.div<tf.Tensor2D>(vector.square().sum().add(1e-30).sqrt());

interface Weights {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | undefined;
  readonly u: tf.LayerVariable;
}

class SpectralNorm extends tf.layers.Layer {
  static readonly className = 'SpectralNorm';
  readonly #config: SpectralConfig;
  readonly #kind: Kind;
  #weights: Weights | undefined;

  constructor({ kind, filters, kernel, stride, padding, useBias, ...rest }: SpectralConfig) {
    super(rest);
    this.#config = { name: rest.name, kind, filters, kernel, stride, padding, useBias };
    this.#kind = kinds[kind];
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = channelsOf(this, inputShape);
    const { filters, useBias } = this.#config;
    const { zeros, randomNormal } = tf.initializers;
    const shape = this.#kind.kernelShape(this.#config, channels);
    const kernel = this.addWeight('kernel', shape, 'float32', zeros());
    const bias = useBias ? this.addWeight('bias', [filters], 'float32', zeros()) : undefined;
    // Any vector that is not orthogonal to the singular vector works; the fixed seed makes runs repeat.
    const initial = randomNormal({ mean: 0, stddev: 1, seed: 1 });
    const u = this.addWeight('u', [filters, 1], 'float32', initial, undefined, false);
    this.#weights = { kernel, bias, u };
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallArguments): tf.Tensor {
    return tf.tidy(() => {
      const { kernel, bias } = this.#weights as Weights;
      const weight = kernel.read();
      const y = this.#kind.run(oneTensor(inputs), weight.div(this.#sigma(training)), this.#config);
      return bias ? y.add(bias.read()) : y;
    });
  }

  /** vᵀ W u; only W has a gradient. */
  #sigma(training = false): tf.Tensor {
    const { kernel, u } = this.#weights as Weights;
    const matrix = this.#kind.matrix(kernel.read());
    const before = u.read() as tf.Tensor2D;
    const v = detached(() => unitVector(matrix.matMul(before)));
    // The small multiple of the last vector keeps u from becoming 0 while the weight is all zeros.
    const iterated = () => unitVector(matrix.matMul(v, true).add(before.mul(1e-12)));
    const after = training ? detached(iterated) : before;
    if (training) u.write(after);
    const sigma = v.matMul(matrix, true).matMul(after).reshape([]);
    const length = training ? tf.scalar(1) : before.square().sum().sqrt();
    // σ of a weight that is all zeros, as before initialization, must not be 0.
    return sigma.div(length).add(1e-12);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = oneShape(inputShape);
    return shape.map((size, axis) => {
      if (axis === shape.length - 1) return this.#config.filters;
      return axis === 0 || !size ? (size ?? null) : this.#kind.size(size, this.#config);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#config };
  }
}
tf.serialization.registerClass(SpectralNorm);

/** A dense layer or convolution with spectral normalization. */
export function spectralNorm(config: SpectralConfig): tf.layers.Layer {
  return new SpectralNorm(config);
}
