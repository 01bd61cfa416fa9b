/**
 * tfjs's layers as far as ganport uses them. tfjs-layers is not a dependency: what a layer is, it says
 * itself, by the class that tfjs-core's registry has under its name.
 */
import { serialization, type Tensor } from '#tfjs-core';

/** The part of a tfjs layer or model that ganport uses. */
export interface LayerLike {
  readonly name: string;
  /** Present on models, which are layers that contain layers. */
  readonly layers?: readonly LayerLike[];
  /** Variables with the names that layers gave them. tfjs's own names depend on models made before. */
  readonly weights?: readonly { readonly originalName: string; read(): unknown }[];
  call(inputs: never, kwargs: never): unknown;
}

/** A wrapper's inner layers: TimeDistributed has one, Bidirectional one for each direction. */
export interface WrapperLike extends LayerLike {
  readonly layer?: LayerLike;
  readonly forwardLayer?: LayerLike;
  readonly backwardLayer?: LayerLike;
}

/** What tfjs passes to a layer's `call` beside its inputs. */
export interface CallArguments {
  readonly training?: boolean | null;
  readonly mask?: Tensor | null;
  readonly initialState?: readonly Tensor[] | null;
}

/** The layer and all layers inside it. */
export function layersOf(models: readonly LayerLike[]): ReadonlySet<LayerLike> {
  const found = new Set<LayerLike>();
  const visit = (layer: LayerLike | undefined): void => {
    if (layer === undefined || found.has(layer)) return;
    found.add(layer);
    const { layers = [], layer: inner, forwardLayer, backwardLayer } = layer as WrapperLike;
    for (const child of [...layers, inner, forwardLayer, backwardLayer]) visit(child);
  };
  models.forEach(visit);
  return found;
}

/**
 * The name of the object's class, if it is the very class that is registered under that name: a class of
 * somebody's own that inherits from tfjs's computes something else.
 */
export function registeredName(object: object): string | undefined {
  const { getClassName } = object as { getClassName?: () => string };
  const name = getClassName?.call(object);
  if (name === undefined) return undefined;
  const { classNameMap } = serialization.SerializationMap.getMap();
  return classNameMap[name]?.[0] === object.constructor ? name : undefined;
}

/** tfjs passes one tensor alone or in a list. */
export function oneTensor(tensors: Tensor | readonly Tensor[]): Tensor {
  const [first, ...others] = [tensors].flat<(Tensor | readonly Tensor[])[]>();
  if (first !== undefined && others.length === 0) return first;
  throw new Error(`one tensor is expected, got ${others.length + (first ? 1 : 0)}`);
}
