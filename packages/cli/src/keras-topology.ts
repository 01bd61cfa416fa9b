/**
 * What Keras writes into the topology of a LayersModel that tfjs does not have: functions of TensorFlow as
 * layers, and the inputs of Keras 3. A GraphModel of the same model has both.
 */

/** Classes of layers that stand for a function of TensorFlow or for a method of its tensors. */
const functions: ReadonlySet<unknown> = new Set([
  'TFOpLambda',
  'SlicingOpLambda',
  'TensorFlowOpLayer',
  'ClassMethod',
  'InstanceMethod',
  'InstanceProperty',
]);

const remedy =
  "make a GraphModel of it: model.export('saved') in Python (tf.saved_model.save(model, 'saved') before Keras 2.13), then tensorflowjs_converter --input_format=tf_saved_model saved graph";

/** What of Keras keeps tfjs from building a model of a topology, and what to do; undefined where nothing does. */
export function kerasProblem(topology: unknown): string | undefined {
  const open = [topology];
  // A list of what is left, since JSON may be nested deeper than calls.
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const problem = layerProblem(value);
    if (problem !== undefined) return `${problem}; ${remedy}`;
    for (const inner of Object.values(value)) open.push(inner);
  }
  return undefined;
}

interface Layer {
  readonly class_name?: unknown;
  readonly name?: unknown;
  readonly config?: {
    readonly name?: unknown;
    readonly function?: unknown;
    readonly node_def?: { readonly op?: unknown };
    readonly batch_shape?: unknown;
    readonly batch_input_shape?: unknown;
  };
}

function layerProblem({ class_name: kind, name, config }: Layer): string | undefined {
  if (typeof kind !== 'string' || typeof config !== 'object' || config === null) return undefined;
  const own = JSON.stringify(name ?? config.name);
  if (functions.has(kind)) {
    const called = config.function ?? config.node_def?.op;
    const what = typeof called === 'string' ? `${called} (${kind})` : kind;
    return `its layer ${own} is TensorFlow's function ${what}, and LayersModels of tfjs have layers only`;
  }
  const isKeras3 = kind === 'InputLayer' && config.batch_shape && !config.batch_input_shape;
  if (!isKeras3) return undefined;
  return `its input ${own} is written as Keras 3 does, and tfjs reads LayersModels of Keras 2 only`;
}
