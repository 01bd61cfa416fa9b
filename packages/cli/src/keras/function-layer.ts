/**
 * A layer that is a call of a function: what TFOpLambda is in Keras 2, and an operation in Keras 3. tfjs has no
 * such layer, so it is registered here.
 */
import { tf } from '../tfjs.ts';
import { Arguments, type Value } from './functions/arguments.ts';
import { type Argument, type Call, form } from './functions/call.ts';
import { kerasFunction } from './functions/index.ts';

export const FUNCTION_LAYER = 'KerasFunction';

type Sizes = readonly (number | null)[];

interface Config {
  readonly name: string;
  /** The call as JSON. tfjs writes strings of a configuration as JavaScript would, but those called `name`. */
  readonly call: { readonly name: string };
}

/** The configuration of a layer that makes a call. */
export function functionConfig(name: string, call: Call): Config {
  return { name, call: { name: JSON.stringify(call) } };
}

class FunctionLayer extends tf.layers.Layer {
  static readonly className = FUNCTION_LAYER;
  readonly written: Config['call'];
  readonly made: Call;

  constructor(config: Config) {
    const { call, ...own } = config;
    super(own);
    this.written = call;
    this.made = JSON.parse(config.call.name) as Call;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => evaluate(this.made, [inputs].flat()));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as Sizes[];
    return outputShapes(this.name, this.made, shapes) as tf.Shape | tf.Shape[];
  }

  /** As in Keras, a mask ends here. */
  override computeMask(): tf.Tensor {
    return null as unknown as tf.Tensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), call: { ...this.written } };
  }
}
tf.serialization.registerClass(FunctionLayer);

function evaluate(call: Call, inputs: readonly tf.Tensor[]): tf.Tensor | tf.Tensor[] {
  const known = kerasFunction(call.name);
  if (!known) throw new Error(`the function ${call.name} is not supported`);
  const resolve = (argument: Argument): Value => {
    const input = form(argument, 'input');
    if (input !== undefined) return inputs[input] ?? null;
    const inner = form(argument, 'call');
    if (inner) return evaluate(inner, inputs);
    const slice = form(argument, 'slice');
    if (slice) return { slice: slice.map(resolve) };
    if (Array.isArray(argument)) return (argument as readonly Argument[]).map(resolve);
    return argument;
  };
  return known.compute(new Arguments(call, known.parameters, resolve));
}

/** Sizes to try in place of open ones: functions may ask for sizes that can be divided. */
const tried = [
  [2, 3],
  [8, 16],
  [32, 64],
] as const;

/** The shape of the result, or of each result; open sizes are null. */
function outputShapes(layer: string, call: Call, shapes: readonly Sizes[]): Sizes | Sizes[] {
  const broadcast = broadcastShape(call, shapes);
  if (broadcast) return broadcast;
  let failure: unknown;
  for (const [small, large] of tried) {
    try {
      const first = resultsAt(call, shapes, small);
      const second = resultsAt(call, shapes, large);
      const sizes = first.shapes.map((own, i) =>
        own.map((size, axis) => (size === second.shapes[i]?.[axis] ? size : null)),
      );
      return first.isList ? sizes : (sizes[0] as Sizes);
    } catch (cause) {
      failure ??= cause;
    }
  }
  const reason = failure instanceof Error ? failure.message : String(failure);
  throw new Error(`layer ${layer} (${call.name}): ${reason}`, { cause: failure });
}

/** The shapes of what the call makes of zeros, with one size in place of the open ones. */
function resultsAt(call: Call, shapes: readonly Sizes[], open: number) {
  return tf.tidy(() => {
    const result = evaluate(
      call,
      shapes.map((sizes) => tf.zeros(sizes.map((size) => size ?? open))),
    );
    return { shapes: [result].flat().map(({ shape }) => shape), isList: Array.isArray(result) };
  });
}

/**
 * The shape of a function of elements, without computing it: images may be large. Undefined where a constant
 * has a shape of its own.
 */
function broadcastShape(call: Call, shapes: readonly Sizes[]): Sizes | undefined {
  const values = [...call.positional, ...Object.values(call.named)];
  const isPlain = values.every(
    (value) => typeof value !== 'object' || value === null || form(value, 'input') !== undefined,
  );
  if (!kerasFunction(call.name)?.isElementwise || !isPlain) return undefined;
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = new Set(shapes.map((own) => own[own.length - rank + i]));
    sizes.delete(undefined);
    if (sizes.size > 1) sizes.delete(1);
    if (sizes.size > 1) sizes.delete(null);
    return [...sizes][0] ?? null;
  });
}
