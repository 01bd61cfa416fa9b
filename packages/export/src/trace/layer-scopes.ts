/**
 * Layers as scopes: the nodes that a layer's call records carry the layer's name, so that files read like
 * the model and errors name the layer.
 */
import type { GraphBuilder } from '@ganport/graph';

/** The part of a tfjs layer or model that ganport uses. tfjs-layers itself is not a dependency. */
export interface LayerLike {
  readonly name: string;
  /** Present on models, which are layers that contain layers. */
  readonly layers?: readonly LayerLike[];
  /** Variables with the names that layers gave them. tfjs's own names depend on models made before. */
  readonly weights?: readonly { readonly originalName: string; read(): unknown }[];
  call(inputs: never, kwargs: never): unknown;
}

/** The models' names of their weights, which do not depend on models made before. */
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

/** Runs `body` with the calls of all layers of `models` as scopes of the builder. */
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
  /** The layers' own `call` properties; undefined where `call` is a method of the class. */
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
