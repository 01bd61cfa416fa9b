/** Layers and cells of Keras that tfjs does not have, registered for its loader. */
import { tf } from '../tfjs.ts';

/** Keras's smallest number that is no zero. */
const EPSILON = 1e-7;

interface NormalizationConfig {
  readonly name?: string;
  readonly axis?: number | readonly number[] | null;
  readonly mean?: tf.TensorLike | null;
  readonly variance?: tf.TensorLike | null;
  readonly invert?: boolean;
}

/** (x − mean) / √variance along the last axis; the numbers are in the configuration or the weights. */
class Normalization extends tf.layers.Layer {
  static readonly className = 'Normalization';
  readonly given: NormalizationConfig;
  #weights: readonly tf.LayerVariable[] = [];

  constructor(config: NormalizationConfig) {
    super(config);
    this.given = config;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = inputShape as tf.Shape;
    const axes = [this.given.axis ?? []].flat();
    const isLast = axes.every((axis) => axis === -1 || axis === shape.length - 1);
    if (!isLast) throw new Error('Normalization of another axis than the last is not supported');
    if ((this.given.mean ?? null) === null) {
      const sizes = axes.length > 0 ? [shape.at(-1) as number] : [];
      const zeros = tf.initializers.zeros();
      const weight = (name: string, of: number[], dtype: 'float32' | 'int32') =>
        this.addWeight(name, of, dtype, zeros, undefined, false);
      this.#weights = [weight('mean', sizes, 'float32'), weight('variance', sizes, 'float32')];
      weight('count', [], 'int32');
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = tf.cast([inputs].flat()[0] as tf.Tensor, 'float32');
      const [mean, variance] = this.#weights.map((weight) => weight.read());
      const center = mean ?? lastAxis(this.given.mean);
      const spread = tf.maximum(tf.sqrt(variance ?? lastAxis(this.given.variance)), EPSILON);
      return this.given.invert
        ? tf.add(tf.mul(x, spread), center)
        : tf.div(tf.sub(x, center), spread);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.given as tf.serialization.ConfigDict) };
  }
}

/** Keras may write a vector with axes of one before it. */
function lastAxis(values: tf.TensorLike | null | undefined): tf.Tensor {
  const tensor = tf.tensor(values ?? 0, undefined, 'float32');
  return tensor.rank > 1 ? tf.reshape(tensor, [-1]) : tensor;
}

/** tfjs has the class under its name only. */
const GRUCell = tf.layers.gruCell({ units: 1 }).constructor as new (config: {
  readonly units: number;
}) => ReturnType<typeof tf.layers.gruCell>;

/** Keras's own GRU, whose reset gate comes after the product; tfjs has the other. The bias is [2, 3 · units]. */
class ResetAfterGruCell extends GRUCell {
  static readonly className = 'ResetAfterGRUCell';

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const features = (inputShape as tf.Shape).at(-1) as number;
    const columns = 3 * this.units;
    // The numbers come from files.
    const zeros = tf.initializers.zeros();
    const weight = (name: string, shape: number[]) => this.addWeight(name, shape, 'float32', zeros);
    this.kernel = weight('kernel', [features, columns]);
    this.recurrentKernel = weight('recurrent_kernel', [this.units, columns]);
    if (this.useBias) this.bias = weight('bias', [2, columns]);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const [x, h] = inputs as [tf.Tensor2D, tf.Tensor2D];
      const [ofInput, ofState] = this.bias ? tf.unstack(this.bias.read()) : [0, 0];
      const gates = (product: tf.Tensor, bias: tf.Tensor | number) =>
        tf.split(tf.add(product, bias), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [xz, xr, xh] = gates(tf.matMul(x, this.kernel.read()), ofInput ?? 0);
      const [hz, hr, hh] = gates(tf.matMul(h, this.recurrentKernel.read()), ofState ?? 0);
      const z = this.recurrentActivation.apply(tf.add(xz, hz));
      const r = this.recurrentActivation.apply(tf.add(xr, hr));
      const candidate = this.activation.apply(tf.add(xh, tf.mul(r, hh)));
      const state = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
      return [state, state];
    });
  }
}

interface GruConfig {
  readonly units: number;
  readonly name?: string;
}

/** The layer of that cell. */
class ResetAfterGru extends tf.RNN {
  static override readonly className = 'ResetAfterGRU';
  readonly given: GruConfig;

  constructor(config: GruConfig) {
    const { name: _, ...ofCell } = config;
    const cell = new ResetAfterGruCell(ofCell);
    super({ ...config, cell });
    this.given = config;
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.given as unknown as tf.serialization.ConfigDict) };
  }
}

interface ConvolutionConfig {
  readonly kernelSize: number | readonly number[];
  readonly dilationRate?: number | readonly number[];
  readonly padding: string;
}

const Conv1D = tf.layers.conv1d({ filters: 1, kernelSize: 1 }).constructor as new (
  config: object,
) => tf.layers.Layer;

/** A causal convolution, which tfjs does not compute where it has a bias: zeros before, none behind. */
class CausalConv1D extends Conv1D {
  static readonly className = 'CausalConv1D';
  readonly given: ConvolutionConfig;
  readonly before: number;

  constructor(config: ConvolutionConfig) {
    super({ ...config, padding: 'valid' });
    this.given = config;
    const first = (value: number | readonly number[] = 1) => [value].flat()[0] ?? 1;
    this.before = (first(config.kernelSize) - 1) * first(config.dilationRate);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], args: object): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor3D;
      const padded = tf.pad(x, [
        [0, 0],
        [this.before, 0],
        [0, 0],
      ]);
      return super.call(padded, args);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const [batch = null, length = null, channels = null] = inputShape as tf.Shape;
    const padded = length === null ? null : length + this.before;
    return super.computeOutputShape([batch, padded, channels]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.given.padding };
  }
}

for (const made of [Normalization, ResetAfterGruCell, ResetAfterGru, CausalConv1D]) {
  tf.serialization.registerClass(made as never);
}
