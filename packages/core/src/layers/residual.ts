/**
 * A residual block (He et al. 2016): x plus what a list of layers makes of it, as one layer, so that
 * a network stays a list. The inner layers' weights are named after both, `block/conv/kernel`.
 */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import { oneShape, oneTensor } from './one-tensor.ts';

type Layer = tf.layers.Layer;

/** A layer as tfjs writes it to a file. */
interface Serialized {
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
}

interface ResidualConfig {
  readonly name: string;
  readonly layers: readonly (Layer | Serialized)[];
}

class Residual extends tf.layers.Layer {
  static readonly className = 'Residual';
  readonly layers: readonly Layer[];

  constructor({ layers, ...rest }: ResidualConfig) {
    super(rest);
    this.layers = layers.map((layer) =>
      layer instanceof tf.layers.Layer ? layer : deserialized(layer),
    );
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = oneShape(inputShape);
    const start = tf.input({ shape: shape.slice(1) });
    const end = this.layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, start);
    if (end.shape.slice(1).join() !== shape.slice(1).join()) {
      const message = `${this.name}: a residual block must keep its input's shape ${shape.slice(1).join(' × ')}; its layers make it ${end.shape.slice(1).join(' × ')}`;
      throw new CoreError('bad-argument', message);
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: tf.serialization.ConfigDict): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      return x.add(this.layers.reduce((y, layer) => layer.apply(y, kwargs) as tf.Tensor, x));
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
    return { ...super.getConfig(), layers };
  }
}
tf.serialization.registerClass(Residual);

function deserialized({ className, config }: Serialized): Layer {
  const [type, fromConfig] =
    tf.serialization.SerializationMap.getMap().classNameMap[className] ?? [];
  if (!type || !fromConfig) {
    const message = `residual: no layer class ${className} is known; import what defines it first`;
    throw new CoreError('bad-argument', message);
  }
  return fromConfig(type, config) as Layer;
}

/** @param layers from one shape to the same, with names of their own in the block */
export function residual(name: string, layers: readonly tf.layers.Layer[]): tf.layers.Layer {
  return new Residual({ name, layers });
}
