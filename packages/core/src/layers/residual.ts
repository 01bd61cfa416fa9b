/**
 * A residual block (He et al. 2016): the sum of x and the result of a list of layers, as one layer, so
 * that a network remains a list. Weights are named after the block and the inner layer:
 * `block/conv/kernel`.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import { oneShape, oneTensor } from './single-input.ts';

type Layer = tf.layers.Layer;

/** A layer as tfjs writes it to a file. */
interface Serialized {
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
}

interface ResidualConfig {
  readonly name: string;
  /** What the layers' result is multiplied by; 1 by default. */
  readonly scale?: number;
  readonly layers: readonly (Layer | Serialized)[];
}

class Residual extends tf.layers.Layer {
  static readonly className = 'Residual';
  readonly layers: readonly Layer[];
  readonly #scale: number;

  constructor({ layers, scale = 1, ...rest }: ResidualConfig) {
    super(rest);
    this.#scale = scale;
    this.layers = layers.map((layer) =>
      layer instanceof tf.layers.Layer ? layer : deserialize(layer),
    );
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = oneShape(inputShape);
    const start = tf.input({ shape: shape.slice(1) });
    const end = this.layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, start);
    if (end.shape.slice(1).join() !== shape.slice(1).join()) {
      const message = `${this.name}: the layers of a residual block must keep its input's shape ${shape.slice(1).join(' × ')}; they return ${end.shape.slice(1).join(' × ')}`;
      throw new CoreError('bad-argument', message);
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: tf.serialization.ConfigDict): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const y = this.layers.reduce((value, layer) => layer.apply(value, kwargs) as tf.Tensor, x);
      return x.add(this.#scale === 1 ? y : y.mul(this.#scale));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override get trainableWeights(): tf.LayerVariable[] {
    return this.layers.flatMap((layer) => layer.trainableWeights);
  }

  override get nonTrainableWeights(): tf.LayerVariable[] {
    return this.layers.flatMap((layer) => layer.nonTrainableWeights);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const layers = this.layers.map((layer) => ({
      className: layer.getClassName(),
      config: layer.getConfig(),
    }));
    return { ...super.getConfig(), layers, scale: this.#scale };
  }
}
tf.serialization.registerClass(Residual);

function deserialize({ className, config }: Serialized): Layer {
  const [type, fromConfig] =
    tf.serialization.SerializationMap.getMap().classNameMap[className] ?? [];
  if (!type || !fromConfig) {
    const message = `residual: there is no layer class ${className}; import the module that registers it first`;
    throw new CoreError('bad-argument', message);
  }
  return fromConfig(type, config) as Layer;
}

/**
 * A residual block. Layers that change the shape are refused with CoreError 'bad-argument' when the
 * block is applied.
 *
 * @param layers keep the shape of their input; their names are unique in the block
 * @param scale what the layers' result is multiplied by before it is added
 * @example
 * layers.residual('block_1', [layers.conv('conv', 64, { kernel: 3, stride: 1 }), layers.relu('relu')])
 */
export function residual(
  name: string,
  layers: readonly tf.layers.Layer[],
  { scale = 1 }: { readonly scale?: number } = {},
): tf.layers.Layer {
  return new Residual({ name, layers, scale });
}
