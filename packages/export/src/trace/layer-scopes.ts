/**
 * Layers as scopes: the nodes that a layer's call records carry the layer's name, so that files read like
 * the model and errors name the layer. In inference, a layer's form takes the place of its call.
 */
import { engine, type Tensor } from '#tfjs-core';
import { ExportError } from '../errors.ts';
import { formOf } from '../layers/index.ts';
import type { FormContext } from '../layers/layer-form.ts';
import { layersOf, type CallArguments, type LayerLike } from '../layers/layer-like.ts';

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

type Call = (
  inputs: Tensor | readonly Tensor[],
  args: CallArguments | undefined,
) => Tensor | Tensor[];

/** Runs `body` with the calls of all layers of `models` as scopes of the builder. */
export function withLayerScopes<T>(
  models: readonly LayerLike[],
  context: FormContext,
  body: () => T,
): T {
  /** The layers' own `call` properties; undefined where `call` is a method of the class. */
  const originals = new Map<LayerLike, PropertyDescriptor | undefined>();
  for (const layer of layersOf(models)) {
    originals.set(layer, Object.getOwnPropertyDescriptor(layer, 'call'));
    const call = callOf(layer, context);
    layer.call = (inputs, args) =>
      context.graph.inScope(layer.name, () => named(context.graph.scope, () => call(inputs, args)));
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

/** Runs a layer's code; its errors name the layer. */
function named<T>(layer: string, body: () => T): T {
  try {
    return body();
  } catch (cause) {
    if (cause instanceof ExportError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExportError('layer-failed', `layer ${layer}: tfjs fails: ${reason}`, { cause });
  }
}

/** The layer's call, or its form's in inference: gradients go through kernels alone. */
function callOf(layer: LayerLike, context: FormContext): Call {
  const call = layer.call.bind(layer) as Call;
  const form = formOf(layer);
  if (!form) return call;
  return (inputs, args) => {
    const isTraining = args?.training === true || engine().state.gradientDepth > 0;
    const own = (given: Tensor | readonly Tensor[]) => call(given, args);
    const result = isTraining ? undefined : form({ layer, inputs, args: args ?? {}, own }, context);
    return result ?? own(inputs);
  };
}
