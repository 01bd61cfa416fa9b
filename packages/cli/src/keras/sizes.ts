/**
 * Sizes that a model computes: `tf.shape(x)[1] // 2`. tfjs asks for the shapes of all layers before there are
 * numbers, so a call that depends on sizes alone becomes a part of the calls that use it.
 */
import { type Argument, form, mapArgument } from './functions/call.ts';
import type { NodeCall, Source } from './keras-nodes.ts';

export interface FunctionCall extends NodeCall {
  /** As the tables of functions have it. */
  readonly name: string;
}

const shapes: ReadonlySet<string> = new Set(['shape', 'shape_v2']);

/** Functions that sizes are computed with. */
const ofSizes: ReadonlySet<string> = new Set(
  'get_item getitem strided_slice add subtract multiply floordiv floor_div floor_divide floormod mod maximum minimum cast stack concat concatenate reshape reduce_prod prod truediv divide pow sqrt unstack gather expand_dims squeeze'.split(
    ' ',
  ),
);

/** The calls of a model's functions, by the names of their layers, with the sizes that they use inside. */
export function withSizes(calls: ReadonlyMap<string, FunctionCall>): Map<string, FunctionCall> {
  const done = new Map<string, FunctionCall>();
  const pending = new Set<string>();
  const inlined = (layer: string): FunctionCall | undefined => {
    const call = calls.get(layer);
    const known = done.get(layer);
    // A circle is an error of tfjs's.
    if (known || !call || pending.has(layer)) return known ?? call;
    pending.add(layer);
    const sources: Source[] = [];
    const add = (source: Source): Argument => {
      const same = sources.findIndex((own) => own.join() === source.join());
      return { input: same < 0 ? sources.push(source) - 1 : same };
    };
    const change = (argument: Argument): Argument | undefined => {
      const input = form(argument, 'input');
      const source = input === undefined ? undefined : call.sources[input];
      if (source === undefined) return undefined;
      const [from, , tensor] = source;
      const inner = isSize(from) ? inlined(from) : undefined;
      return inner ? sizeOf(inner, tensor, add) : add(source);
    };
    const positional = call.positional.map((argument) => mapArgument(argument, change));
    const named = Object.entries(call.named).map(([name, argument]) => [
      name,
      mapArgument(argument, change),
    ]);
    const made = {
      name: call.name,
      sources,
      positional,
      named: Object.fromEntries(named) as FunctionCall['named'],
    };
    done.set(layer, made);
    return made;
  };
  const sizes = new Map<string, boolean>();
  const isSize = (layer: string): boolean => {
    const known = sizes.get(layer);
    if (known !== undefined) return known;
    sizes.set(layer, false);
    const call = calls.get(layer);
    const is =
      call !== undefined &&
      (shapes.has(call.name) ||
        (ofSizes.has(call.name) &&
          call.sources.length > 0 &&
          call.sources.every(([from]) => isSize(from))));
    sizes.set(layer, is);
    return is;
  };
  for (const layer of calls.keys()) inlined(layer);
  return done;
}

/** A call as an argument; its inputs are added to those of the call that it becomes a part of. */
function sizeOf(
  { name, sources, positional, named }: FunctionCall,
  tensor: number,
  add: (source: Source) => Argument,
): Argument {
  const numbers = sources.map(add);
  const change = (argument: Argument): Argument | undefined => {
    const input = form(argument, 'input');
    return input === undefined ? undefined : numbers[input];
  };
  const inner = (argument: Argument) => mapArgument(argument, change);
  const moved = Object.entries(named).map(([key, argument]) => [key, inner(argument)]);
  // The parts of a vector are its elements.
  const own = name === 'unstack' ? 'getitem' : name;
  const fields =
    name === 'unstack'
      ? { slice_spec: tensor }
      : (Object.fromEntries(moved) as FunctionCall['named']);
  return { call: { name: own, positional: positional.map(inner), named: fields } };
}
