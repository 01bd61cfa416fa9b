/**
 * Where the rows of a value come from. A value whose batch is its first or its last axis is seen as rows, one
 * number a sample: moves of images (Transpose, Reshape, Gather, Resize, Pad), arithmetic with constants and
 * functions of single numbers only choose, scale and shift rows of an earlier value.
 */
import { getFloat, getInt, getInts } from '../graph/attributes.ts';
import { expanded, reshaped } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { sizeOf, stridesOf } from '../graph/shape.ts';
import { consumers, producers } from '../graph/walk.ts';
import { isUnary } from './dense-layout.ts';
import { type Facts, factsOf } from './facts.ts';
import { paddingOf } from './pad-folding.ts';

/** No row: zeros. */
export const NONE = -1;

/** Row r is scale[r] · f(row index[r] of the source) + shift[r], f being all of `functions` in turn. */
export interface Rows {
  readonly source: string;
  /** Which axis of the source has the samples. */
  readonly batch: 'first' | 'last';
  /** The rows of the source. */
  readonly count: number;
  readonly index: Int32Array;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  /** Nodes that are functions of single numbers, in their order. */
  readonly functions: readonly Node[];
}

/** A shape of known sizes but for that of the batch. */
interface Layout {
  readonly batch: 'first' | 'last';
  readonly size: string;
  /** The other sizes. */
  readonly sizes: readonly number[];
}

function layoutOf(shape: readonly Dim[] | undefined, batch: Layout['batch']): Layout | undefined {
  const size = shape?.at(batch === 'first' ? 0 : -1);
  const others = batch === 'first' ? shape?.slice(1) : shape?.slice(0, -1);
  const sizes = others?.filter((each) => typeof each === 'number');
  if (typeof size !== 'string' || !sizes || sizes.length !== others?.length) return undefined;
  return { batch, size, sizes };
}

/** What a move reads: for each row of its result a row of its input, or none. */
interface Move {
  readonly layout: Layout;
  readonly rows: Int32Array;
}

/** Looks up where the rows of values come from, whose batch is the last axis. */
export function rowSources(graph: Graph): (value: string) => Rows | undefined {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  return (value) => {
    let layout = layoutOf(facts.shape(value), 'last');
    if (layout === undefined) return undefined;
    const rows = sizeOf(layout.sizes);
    const index = Int32Array.from({ length: rows }, (_, row) => row);
    const scale = new Float64Array(rows).fill(1);
    const shift = new Float64Array(rows);
    const functions: Node[] = [];
    let source = value;
    for (;;) {
      const node = made.get(source);
      const isPrivate = users.get(source)?.length === 1 && !isOutput.has(source);
      if (!node || node.domain !== '' || !isPrivate || node.outputs.length > 1) break;
      const move: Move | undefined = moves[node.op]?.(node, layout, facts);
      const affine: Affine | undefined = move ? undefined : affineOf(node, layout, facts);
      if (move) {
        // A function of zero need not be zero.
        if (functions.length > 0 && move.rows.includes(NONE)) break;
        index.forEach((row, at) => (index[at] = row === NONE ? NONE : (move.rows[row] ?? NONE)));
        layout = move.layout;
      } else if (isUnary(node)) {
        functions.unshift(node);
      } else if (affine && functions.length === 0) {
        for (const [at, row] of index.entries()) {
          if (row === NONE) continue;
          shift[at] = (shift[at] ?? 0) + (scale[at] ?? 1) * (affine.shift(row) ?? 0);
          scale[at] = (scale[at] ?? 1) * (affine.scale(row) ?? 1);
        }
        source = affine.input;
        continue;
      } else break;
      [source = ''] = node.inputs;
    }
    const { batch, sizes } = layout;
    return { source, batch, count: sizeOf(sizes), index, scale, shift, functions };
  };
}

/** Where the input has its batch decides how its rows are counted. */
function inputLayout(node: Node, batch: Layout['batch'], after: Layout, facts: Facts) {
  const layout = layoutOf(facts.shape(node.inputs[0] ?? ''), batch);
  return layout?.size === after.size ? layout : undefined;
}

const same = (node: Node, after: Layout, facts: Facts): Move | undefined => {
  const layout = inputLayout(node, after.batch, after, facts);
  const count = sizeOf(after.sizes);
  if (!layout || sizeOf(layout.sizes) !== count) return undefined;
  return { layout, rows: Int32Array.from({ length: count }, (_, row) => row) };
};

/** The rows at the coordinates that `from` makes of those of each row. */
function rowsAt(
  after: Layout,
  layout: Layout,
  from: (coordinates: readonly number[]) => readonly number[] | undefined,
): Move {
  const [strides, own] = [stridesOf(after.sizes), stridesOf(layout.sizes)];
  const rows = Int32Array.from({ length: sizeOf(after.sizes) }, (_, row) => {
    const at = after.sizes.map((size, axis) => Math.floor(row / (strides[axis] ?? 1)) % size);
    const read = from(at);
    return read?.reduce((sum, each, axis) => sum + each * (own[axis] ?? 0), 0) ?? NONE;
  });
  return { layout, rows };
}

/** The axes without that of the batch. */
const withoutBatch = <T>(axes: readonly T[], { batch }: Layout): readonly T[] =>
  batch === 'first' ? axes.slice(1) : axes.slice(0, -1);

const moves: Readonly<
  Record<string, (node: Node, after: Layout, facts: Facts) => Move | undefined>
> = {
  Reshape: same,
  Squeeze: same,
  Unsqueeze: same,
  Flatten: same,
  Transpose(node, after, facts) {
    const permutation = getInts(node, 'perm');
    const from = permutation?.at(after.batch === 'first' ? 0 : -1);
    const layout = inputLayout(node, from === 0 ? 'first' : 'last', after, facts);
    const isLast = from === (permutation?.length ?? 0) - 1;
    if (!permutation || !layout || (from !== 0 && !isLast)) return undefined;
    const axes = withoutBatch(permutation, after).map((axis) => (from === 0 ? axis - 1 : axis));
    return rowsAt(after, layout, (at) =>
      layout.sizes.map((_, axis) => at[axes.indexOf(axis)] ?? 0),
    );
  },
  Gather(node, after, facts) {
    const layout = inputLayout(node, 'last', after, facts);
    const chosen = facts.integers(node.inputs[1]);
    const isVector = facts.shape(node.inputs[1] ?? '')?.length === 1;
    const [size] = layout?.sizes ?? [];
    if (after.batch !== 'last' || (getInt(node, 'axis') ?? 0) !== 0) return undefined;
    if (!layout || !chosen || !isVector || size === undefined) return undefined;
    return rowsAt(after, layout, ([first = 0, ...rest]) => {
      const read = chosen[first] ?? 0;
      return [read < 0 ? read + size : read, ...rest];
    });
  },
  Resize(node, after, facts) {
    const layout = inputLayout(node, after.batch, after, facts);
    const text = (name: string) => {
      const attribute = node.attributes[name];
      return attribute?.type === 'string' ? attribute.value : undefined;
    };
    const isPlain =
      text('mode') === 'nearest' &&
      text('coordinate_transformation_mode') === 'asymmetric' &&
      text('nearest_mode') === 'floor' &&
      node.attributes['axes'] === undefined;
    const ratios = layout?.sizes.map((size, axis) => (after.sizes[axis] ?? 0) / size);
    if (!layout || !isPlain || !ratios?.every((ratio) => Number.isInteger(ratio))) return undefined;
    return rowsAt(after, layout, (at) =>
      at.map((each, axis) => Math.floor(each / (ratios[axis] ?? 1))),
    );
  },
  Pad(node, after, facts) {
    const layout = inputLayout(node, after.batch, after, facts);
    const padding = layout && paddingOf(node, layout.sizes.length + 1, facts);
    if (!layout || !padding) return undefined;
    const begin = withoutBatch(padding.begin, after);
    return rowsAt(after, layout, (at) => {
      const read = at.map((each, axis) => each - (begin[axis] ?? 0));
      const isInside = read.every((each, axis) => each >= 0 && each < (layout.sizes[axis] ?? 0));
      return isInside ? read : undefined;
    });
  },
};

/** input · scale + shift, by row. */
interface Affine {
  readonly input: string;
  readonly scale: (row: number) => number | undefined;
  readonly shift: (row: number) => number | undefined;
}

function affineOf(node: Node, layout: Layout, facts: Facts): Affine | undefined {
  const { sizes, batch } = layout;
  const shape = batch === 'first' ? [1, ...sizes] : [...sizes, 1];
  /** One number a row of a constant that is the same for all samples. */
  const each = (constant: Constant | undefined): Constant['data'] | undefined => {
    const own = constant?.shape ?? [];
    const isBroadcast = own.every((size, axis) => {
      const fixed = shape[axis + shape.length - own.length];
      return size === 1 || size === fixed;
    });
    if (constant?.dtype !== 'float32' || own.length > shape.length || !isBroadcast)
      return undefined;
    return expanded(constant, shape).data;
  };
  const [a = '', b = ''] = node.inputs;
  if (node.op === 'BatchNormalization') {
    const [scale, bias, mean, variance] = node.inputs.slice(1).map((name) => {
      const constant = facts.constant(name);
      const channels = constant?.data.length ?? 0;
      const isVector = batch === 'first' && channels === sizes[0];
      return isVector
        ? each(reshaped(constant as Constant, [channels, ...sizes.slice(1).map(() => 1)]))
        : undefined;
    });
    if (!scale || !bias || !mean || !variance) return undefined;
    const epsilon = getFloat(node, 'epsilon') ?? 1e-5;
    const factor = (row: number) => Number(scale[row]) / Math.sqrt(Number(variance[row]) + epsilon);
    return {
      input: a,
      scale: factor,
      shift: (row) => Number(bias[row]) - Number(mean[row]) * factor(row),
    };
  }
  const [left, right] = [each(facts.constant(a)), each(facts.constant(b))];
  const numbers = right ?? left;
  const input = right ? a : b;
  if (!numbers || facts.shape(input)?.length !== shape.length) return undefined;
  const number = (row: number) => Number(numbers[row]);
  switch (node.op) {
    case 'Mul':
      return { input, scale: number, shift: () => 0 };
    case 'Add':
      return { input, scale: () => 1, shift: number };
    case 'Sub':
      return right && { input, scale: () => 1, shift: (row) => -number(row) };
    case 'Div':
      return right && { input, scale: (row) => 1 / number(row), shift: () => 0 };
    default:
      return undefined;
  }
}
