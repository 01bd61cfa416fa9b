/**
 * A call of a function as data: what Keras wrote of it, in one form for Keras 2 and 3. It is kept as JSON in
 * the configuration of a layer, so it has no tensors but the numbers of the layer's inputs.
 */

/** An argument. An object has exactly one of the forms below. */
export type Argument =
  | null
  | boolean
  | number
  | string
  | readonly Argument[]
  | { readonly [Form in keyof Forms]: Pick<Forms, Form> }[keyof Forms];

interface Forms {
  /** The layer's input of this number. */
  readonly input: number;
  /** Another call, whose result depends on sizes alone. */
  readonly call: Call;
  /** A slice of Python: start, stop and step. */
  readonly slice: readonly [Argument, Argument, Argument];
  /** Python's `...`. */
  readonly ellipsis: true;
  /** A constant with the type of its elements. */
  readonly array: { readonly value: Argument; readonly dtype: string };
}

export interface Call {
  /** As in the tables: `reduce_mean`. */
  readonly name: string;
  readonly positional: readonly Argument[];
  readonly named: Readonly<Record<string, Argument>>;
}

/** The form that an argument has, if it has that one. */
export function form<Form extends keyof Forms>(
  value: unknown,
  name: Form,
): Forms[Form] | undefined {
  const isForm = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isForm ? (value as Pick<Forms, Form>)[name] : undefined;
}

/** Replaces the forms in an argument, however deep; `change` returns undefined for what stays. */
export function mapArgument(
  argument: Argument,
  change: (argument: Argument) => Argument | undefined,
): Argument {
  const changed = change(argument);
  if (changed !== undefined) return changed;
  const inner = (value: Argument) => mapArgument(value, change);
  if (Array.isArray(argument)) return (argument as readonly Argument[]).map(inner);
  const slice = form(argument, 'slice');
  if (slice) return { slice: [inner(slice[0]), inner(slice[1]), inner(slice[2])] };
  const call = form(argument, 'call');
  if (call) return { call: mapCall(call, change) };
  return argument;
}

function mapCall(call: Call, change: (argument: Argument) => Argument | undefined): Call {
  const inner = (value: Argument) => mapArgument(value, change);
  const named = Object.entries(call.named).map(([name, value]) => [name, inner(value)]);
  return { ...call, positional: call.positional.map(inner), named: Object.fromEntries(named) };
}
