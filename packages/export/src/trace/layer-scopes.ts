/**
 * Layers as scopes: while a model is traced, whatever a layer's call records carries the layer's
 * name, so that a file reads like the model and an error names its layer.
 */
import type { Recorder } from './recorder.ts';

/** What ganport needs to know of a tfjs layer or model: tfjs-layers itself is not a dependency. */
export interface LayerLike {
  readonly name: string;
  /** Present on models, which are layers that contain layers. */
  readonly layers?: readonly LayerLike[];
  call(inputs: never, kwargs: never): unknown;
}

/** Runs `body` with every layer of `models` announcing itself to the recorder. */
export function withLayerScopes<T>(
  models: readonly LayerLike[],
  recorder: Recorder,
  body: () => T,
): T {
  const layers = new Set<LayerLike>();
  const visit = (layer: LayerLike) => {
    if (layers.has(layer)) return;
    layers.add(layer);
    layer.layers?.forEach(visit);
  };
  models.forEach(visit);
  const originals = new Map<LayerLike, LayerLike['call']>();
  for (const layer of layers) {
    const { call } = layer;
    originals.set(layer, call);
    layer.call = (inputs, kwargs) =>
      recorder.inScope(layer.name, () => call.call(layer, inputs, kwargs));
  }
  try {
    return body();
  } finally {
    for (const [layer, call] of originals) {
      // The method came from the class unless somebody had put one on the object.
      if (Object.getPrototypeOf(layer).call === call) Reflect.deleteProperty(layer, 'call');
      else layer.call = call;
    }
  }
}
