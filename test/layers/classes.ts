/** Classes of layers: those that tfjs registers, and those of which a model is made. */
import * as tf from '@tensorflow/tfjs';

/** Names of the classes of tfjs-layers that are layers, in alphabetical order. */
export function registeredLayers(): string[] {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return Object.entries(classNameMap)
    .filter(([, [registered]]) => registered.prototype instanceof tf.layers.Layer)
    .map(([name]) => name)
    .toSorted();
}

/** The layers inside a layer, under the names that tfjs's classes give them. */
interface Inner {
  readonly layers?: readonly tf.layers.Layer[];
  readonly layer?: tf.layers.Layer;
  readonly cell?: tf.layers.Layer;
  readonly cells?: readonly tf.layers.Layer[];
}

/** Names of the classes of the layer and of all layers inside it. */
export function classesOf(layer: tf.layers.Layer): string[] {
  const { layers = [], layer: wrapped, cell, cells = [] } = layer as Inner;
  const inside = [...layers, wrapped, cell, ...cells].filter((one) => one !== undefined);
  return [layer.getClassName(), ...inside.flatMap(classesOf)];
}
