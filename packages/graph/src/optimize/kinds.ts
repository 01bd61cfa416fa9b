/** The layers of a graph by kind: layers of the same geometry are as fast in the same form. */
import type { Graph, Node } from '../graph/graph.ts';
import { at } from '../graph/shape.ts';
import { fixedSizes } from './fixed-sizes.ts';
import { layerForms, original, type LayerForm } from './forms/index.ts';
import { convLayer, productsOf, type ConvLayer } from './layers/layer.ts';
import { weightsOf } from './layers/weights.ts';
import { recordForm, type ObservedLayer } from './record.ts';

export interface LayerKind {
  readonly layers: readonly { readonly node: Node; readonly observed: ObservedLayer }[];
  /** The forms that fit, the original first. */
  readonly forms: readonly LayerForm[];
  /** Products of one run of all of its layers. */
  readonly products: number;
}

/** Values whose shapes decide what is a layer: the images that convolutions read. */
export function imagesOf(graph: Graph): string[] {
  const weight = weightsOf(graph);
  const images = graph.nodes
    .filter(({ op, domain }) => domain === '' && (op === 'Conv' || op === 'ConvTranspose'))
    .filter(({ inputs: [, filter = ''] }) => weight(filter))
    .map(({ inputs: [image = ''] }) => image);
  return [...new Set(images)];
}

/**
 * The kinds of layers that have more forms than the original, those with most products first.
 *
 * @param shapes of the images, at each size
 */
export function layerKinds(
  graph: Graph,
  shapes: readonly ReadonlyMap<string, readonly number[]>[],
): readonly LayerKind[] {
  const weight = weightsOf(graph);
  const isFixed = fixedSizes(graph);
  const groups = new Map<string, { node: Node; observed: ObservedLayer }[]>();
  for (const node of graph.nodes) {
    const [image = ''] = node.inputs;
    const sizes = shapes.flatMap((shape) => [shape.get(image) ?? []]);
    const [measured, other] = (isFixed(image) ? sizes : withOtherBatch(sizes)).map((shape) =>
      convLayer(node, shape, weight),
    );
    if (!measured || (sizes.length > 1 && !other)) continue;
    const isOpen = other && JSON.stringify(other.window) !== JSON.stringify(measured.window);
    const observed: ObservedLayer = isOpen ? [measured, other] : [measured];
    const key = JSON.stringify(observed.map(geometryOf));
    const same = groups.get(key) ?? [];
    same.push({ node, observed });
    groups.set(key, same);
  }
  return [...groups.values()]
    .map((layers) => {
      const { observed } = at(layers, 0);
      const forms = [original, ...layerForms].filter((form) => recordForm(form, observed));
      const products = layers.length * productsOf(observed[0]);
      return { layers, forms, products };
    })
    .filter(({ forms }) => forms[0] === original && forms.length > 1)
    .toSorted((a, b) => b.products - a.products);
}

/**
 * Sizes that differ in the batch, which may depend on data where it does not follow from the inputs, such
 * as the number of objects that were found.
 */
function withOtherBatch([measured = [], other = measured]: readonly (readonly number[])[]) {
  const [batch = 1] = measured;
  return [measured, other[0] === batch ? other.with(0, batch + 1) : other];
}

/** A layer without its numbers. */
function geometryOf(layer: ConvLayer | undefined) {
  if (!layer) return undefined;
  const { filter, bias } = layer;
  return { ...layer, filter: [filter.dtype, filter.shape], bias: bias?.dtype };
}
