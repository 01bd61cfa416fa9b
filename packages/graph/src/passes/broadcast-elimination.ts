/**
 * Removes values that only repeat others: Expand, Tile along axes of size 1, a product with ones,
 * constants whose elements are all equal. Elementwise operators broadcast, so they read the small
 * value. An operator whose inputs are all small computes a small result, which is repeated afterwards.
 * Results are the same to the last bit.
 */
import { entryOf } from '../graph/attributes.ts';
import { int64Vector, isUniform, reshaped, strided } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { freshNames, usedBy } from '../graph/walk.ts';
import { sameShape, stridesOf } from '../graph/shape.ts';
import { type Facts, factsOf } from './facts.ts';
import { sameNodes } from './pass.ts';

const elementwise = new Set(
  (
    'Abs Add And Cast Ceil Cos Div Equal Erf Exp Floor Greater GreaterOrEqual LeakyRelu Less ' +
    'LessOrEqual Log Max Mean Min Mod Mul Neg Not Or Pow Reciprocal Relu Round Sigmoid Sign Sin ' +
    'Softplus Sqrt Sub Sum Tanh Where Xor'
  ).split(' '),
);

/** A value that repeats a smaller one up to its shape. */
interface Repeated {
  /** Returns the smaller value's name. Called only when the value is used. */
  readonly source: () => string;
  readonly shape: readonly Dim[];
  /** The node that makes the value itself, emitted where it is needed. A constant has none. */
  readonly node?: () => Node;
}

/**
 * Removes nodes that only repeat a value, where the nodes that read it broadcast. Results stay the same
 * to the last bit.
 *
 * @example
 * // b = Expand(a, [8, 3]); y = Add(x, b)  →  y = Add(x, a)
 * const smaller = eliminateBroadcasts(graph);
 */
export function eliminateBroadcasts(graph: Graph): Graph {
  const facts = factsOf(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const nodes: Node[] = [];
  const repeated = new Map<string, Repeated>();

  const add = (name: string, constant: Constant): string => {
    const chosen = fresh(name);
    initializers.set(chosen, constant);
    return chosen;
  };
  for (const [name, constant] of graph.initializers) {
    const small = withoutRepeats(constant);
    if (small === constant) continue;
    repeated.set(name, { source: once(() => add(name, small)), shape: small.shape });
  }

  const emitted = new Set<string>();
  const emit = (node: Node): void => {
    for (const name of usedBy(node)) need(name);
    nodes.push(node);
  };
  const need = (name: string): void => {
    const node = repeated.get(name)?.node;
    if (node === undefined || emitted.has(name)) return;
    emitted.add(name);
    emit(node());
  };

  for (const node of graph.nodes) {
    const [output = ''] = node.outputs;
    const shape = facts.shape(output);
    const repeats = shape && repeatedInput(node, facts);
    if (repeats !== undefined) {
      const { source, shape: small } = repeated.get(repeats.name) ?? {
        source: () => repeats.name,
        shape: repeats.shape,
      };
      repeated.set(output, { source, shape: small, node: () => node });
      continue;
    }
    const small =
      shape && elementwise.has(node.op) ? smallInputs(node, facts, repeated) : undefined;
    if (small === undefined || shape === undefined || node.domain !== '') {
      emit(node);
    } else if (sameShape(small.shape, shape)) {
      emit({ ...node, inputs: small.inputs() });
    } else if (small.repeat !== undefined || shape.every((size) => typeof size === 'number')) {
      const name = fresh(output);
      emit({ ...node, inputs: small.inputs(), outputs: [name] });
      const type = facts.type(output);
      if (type !== undefined) values.set(name, { ...type, name, shape: small.shape });
      const expand = once((): Node => {
        const { repeat } = small;
        const nodeName = fresh(`${output}/${repeat?.op ?? 'Expand'}`);
        if (repeat !== undefined) {
          const inputs = [name, ...repeat.inputs.slice(1)];
          return { ...repeat, name: nodeName, inputs, outputs: [output] };
        }
        const sizes = shape.filter((size) => typeof size === 'number');
        const inputs = [name, add(`${nodeName}/shape`, int64Vector(sizes))];
        return {
          name: nodeName,
          op: 'Expand',
          domain: '',
          inputs,
          outputs: [output],
          attributes: {},
        };
      });
      repeated.set(output, { source: () => name, shape: small.shape, node: expand });
    } else {
      emit(node);
    }
  }
  for (const { name } of graph.outputs) need(name);
  const unchanged = sameNodes(graph, nodes);
  return unchanged ? graph : { ...graph, nodes, initializers, values };
}

/** The input of a node that only repeats it up to a larger output. */
function repeatedInput(node: Node, facts: Facts): ValueInfo | undefined {
  if (node.domain !== '') return undefined;
  const output = facts.shape(node.outputs[0] ?? '');
  const found = entryOf(repeats, node.op)?.(node, facts);
  const input = found === undefined ? undefined : facts.type(found);
  if (input === undefined || output === undefined || sameShape(input.shape, output)) {
    return undefined;
  }
  return input;
}

const repeats: Readonly<Record<string, (node: Node, facts: Facts) => string | undefined>> = {
  Expand: ({ inputs: [x] }) => x,
  Tile: ({ inputs: [x = '', counts] }, { integers, shape }) => {
    const sizes = shape(x);
    const fits = integers(counts)?.every((count, axis) => count === 1 || sizes?.[axis] === 1);
    return fits === true ? x : undefined;
  },
  Mul: ({ inputs: [a = '', b = ''] }, { constant }) => {
    if (isOnes(constant(b))) return a;
    return isOnes(constant(a)) ? b : undefined;
  },
};

interface Small {
  readonly shape: readonly Dim[];
  readonly inputs: () => string[];
  /** An Expand or Tile that also repeats the result of these inputs, up to the node's own. */
  readonly repeat: Node | undefined;
}

/** A node's inputs with what is repeated left out; undefined where nothing is. */
function smallInputs(
  node: Node,
  facts: Facts,
  repeated: ReadonlyMap<string, Repeated>,
): Small | undefined {
  if (!node.inputs.some((name) => repeated.has(name))) return undefined;
  let shape: readonly Dim[] | undefined = [];
  for (const name of node.inputs) {
    const own = repeated.get(name)?.shape ?? facts.shape(name);
    shape = shape && own && broadcastDims(shape, own);
  }
  const inputs = () => node.inputs.map((name) => repeated.get(name)?.source() ?? name);
  return shape && { shape, inputs, repeat: commonRepeat(node, shape, facts, repeated) };
}

/** The node that repeats an input of the small shape up to the shape of the whole result. */
function commonRepeat(
  node: Node,
  small: readonly Dim[],
  facts: Facts,
  repeated: ReadonlyMap<string, Repeated>,
): Node | undefined {
  const whole = facts.shape(node.outputs[0] ?? '');
  for (const name of node.inputs) {
    const own = repeated.get(name);
    const shape = facts.shape(name);
    if (!own?.node || !whole || !shape) continue;
    const repeat = own.node();
    const isRepeat = repeat.domain === '' && (repeat.op === 'Expand' || repeat.op === 'Tile');
    if (isRepeat && sameShape(own.shape, small) && sameShape(shape, whole)) return repeat;
  }
  return undefined;
}

/** The constant with one element along each axis on which it repeats it, and no leading such axes. */
export function withoutRepeats(constant: Constant): Constant {
  const known = smaller.get(constant);
  if (known !== undefined) return known;
  const { shape, data } = constant;
  const strides = stridesOf(shape);
  const isRepeated = (axis: number): boolean => {
    const [size = 1, stride = 1] = [shape[axis], strides[axis]];
    if (size === 1) return false;
    for (let at = 0; at < data.length; at++) {
      const isFirst = Math.floor(at / stride) % size === 0;
      if (!isFirst && !Object.is(data[at], data[at - stride])) return false;
    }
    return true;
  };
  const axes = data.length < 2 ? [] : shape.flatMap((_, axis) => (isRepeated(axis) ? [axis] : []));
  const sizes = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const first = sizes.findIndex((size) => size !== 1);
  const small =
    axes.length === 0
      ? constant
      : reshaped(strided(constant, sizes, strides), first < 0 ? [] : sizes.slice(first));
  smaller.set(constant, small);
  return small;
}

const smaller = new WeakMap<Constant, Constant>();

/** As far as it is known: a symbolic size meets itself or 1. */
function broadcastDims(a: readonly Dim[], b: readonly Dim[]): Dim[] | undefined {
  const rank = Math.max(a.length, b.length);
  const sizes = Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    return x === 1 ? y : undefined;
  });
  const known = sizes.filter((size) => size !== undefined);
  return known.length === rank ? known : undefined;
}

function isOnes(constant: Constant | undefined): boolean {
  if (constant === undefined || constant.dtype === 'float16') return false;
  return Number(constant.data[0]) === 1 && isUniform(constant);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
