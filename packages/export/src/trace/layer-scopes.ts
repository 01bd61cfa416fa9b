/**
 * Layers as scopes: while a model is traced, whatever a layer's call records carries the layer's
 * name, so that a file reads like the model and an error names its layer.
 */
import type { GraphBuilder } from '@ganport/graph';

/** What ganport needs to know of a tfjs layer or model: tfjs-layers itself is not a dependency. */
export interface LayerLike {
  readonly name: string;
  /** Present on models, which are layers that contain layers. */
  readonly layers?: readonly LayerLike[];
  /** Variables with the names that layers gave them; tfjs's own count up through the process. */
  readonly weights?: readonly { readonly originalName: string; read(): unknown }[];
  call(inputs: never, kwargs: never): unknown;
}

/** What the models call their weights, the same whenever they are built. */
export function weightNames(models: readonly LayerLike[]): ReadonlyMap<unknown, string> {
  const prefix = ({ name }: LayerLike) => (models.length > 1 ? `${name}/` : '');
  return new Map(
    models.flatMap((model) =>
      (model.weights ?? []).map((weight) => [
        weight.read(),
        `${prefix(model)}${weight.originalName}`,
      ]),
    ),
  );
}

/** Runs `body` with every layer of `models` announcing itself to the builder. */
export function withLayerScopes<T>(
  models: readonly LayerLike[],
  builder: GraphBuilder,
  body: () => T,
): T {
  const layers = new Set<LayerLike>();
  const visit = (layer: LayerLike) => {
    if (layers.has(layer)) return;
    layers.add(layer);
    layer.layers?.forEach(visit);
  };
  models.forEach(visit);
  /** A method of the class has no descriptor on the object. */
  const originals = new Map<LayerLike, PropertyDescriptor | undefined>();
  for (const layer of layers) {
    originals.set(layer, Object.getOwnPropertyDescriptor(layer, 'call'));
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => builder.inScope(layer.name, () => call(inputs, kwargs));
  }
  try {
    return body();
  } finally {
    for (const [layer, descriptor] of originals) {
      Reflect.deleteProperty(layer, 'call');
      if (descriptor) Object.defineProperty(layer, 'call', descriptor);
    }
  }
}
