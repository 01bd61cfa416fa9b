/** Kernels that rearrange elements: shapes, slices, pads, blocks. */
import * as tf from '@tensorflow/tfjs';
import {
  axes,
  axis,
  flag,
  integer,
  narrowed,
  numbers,
  oneOf,
  permutation,
  reals,
  several,
  shape,
  type Draw,
} from '../support/drawing.ts';
import type { Generators } from '../support/generator.ts';
import { lowers } from '../support/lowering-case.ts';

const any = (draw: Draw, minRank = 0, maxRank = 5) =>
  numbers(draw, shape(draw, { minRank, maxRank }));

/** Two places in an axis of n elements, the one that is nearer to the first element first. */
function ordered([a, b]: readonly [number, number], n: number): readonly [number, number] {
  const place = (i: number) => Math.min(Math.max(i < 0 ? i + n : i, 0), n);
  return place(a) <= place(b) ? [a, b] : [b, a];
}

/** The same axes in groups of neighbors, each joined to one. */
function joined(draw: Draw, of: readonly number[]): number[] {
  return of.reduce<number[]>((sizes, n) => {
    const last = sizes.at(-1);
    return last !== undefined && flag(draw) ? [...sizes.slice(0, -1), last * n] : [...sizes, n];
  }, []);
}

/** Numbers before and after each of some axes. */
const margins = (draw: Draw, rank: number, most: (axis: number) => number) =>
  several(rank, (i) => [integer(draw, 0, most(i)), integer(draw, 0, most(i))] as [number, number]);

const sum = (sizes: readonly number[]) => sizes.reduce((total, n) => total + n, 0);

export const arrangement: Generators = {
  Reshape: (draw) => {
    const x = any(draw);
    const to = joined(
      draw,
      permutation(draw, x.shape.length).map((i) => x.shape[i] ?? NaN),
    );
    if (to.length > 0 && !to.includes(0) && flag(draw)) to[integer(draw, 0, to.length - 1)] = -1;
    return lowers(`reshape to [${to.join()}]`, { x }, (t) => tf.reshape(t.x, to));
  },
  ExpandDims: (draw) => {
    const x = any(draw);
    const at = integer(draw, -x.shape.length - 1, x.shape.length);
    return lowers(`expandDims at ${at}`, { x }, (t) => tf.expandDims(t.x, at));
  },
  Transpose: (draw) => {
    const x = any(draw, 2);
    const perm = permutation(draw, x.shape.length);
    return lowers(`transpose by ${perm.join()}`, { x }, (t) => tf.transpose(t.x, perm));
  },
  Tile: (draw) => {
    const x = any(draw, 1, 4);
    const reps = x.shape.map(() => integer(draw, 0, 3));
    return lowers(`tile by ${reps.join()}`, { x }, (t) => tf.tile(t.x, reps));
  },
  Concat: (draw) => {
    const first = any(draw, 1);
    const at = axis(draw, first.shape.length);
    const positive = at < 0 ? at + first.shape.length : at;
    const others = several(integer(draw, 1, 3), (i) => {
      const size = integer(draw, 0, 3);
      const of = first.shape.map((n, j) => (j === positive ? size : n));
      return [`x${i}`, numbers(draw, of, [first.dtype])] as const;
    });
    const inputs = { first, ...Object.fromEntries(others) };
    return lowers(`concat on ${at}`, inputs, (t) => tf.concat(Object.values(t), at));
  },
  Pack: (draw) => {
    const first = any(draw, 0, 4);
    const at = integer(draw, -first.shape.length - 1, first.shape.length);
    const others = several(integer(draw, 0, 3), (i) => {
      return [`x${i}`, numbers(draw, first.shape, [first.dtype])] as const;
    });
    const inputs = { first, ...Object.fromEntries(others) };
    return lowers(`stack on ${at}`, inputs, (t) => tf.stack(Object.values(t), at));
  },
  SplitV: (draw) => {
    const sizes = several(integer(draw, 1, 4), () => integer(draw, 0, 3));
    const of = shape(draw, { maxRank: 4 });
    const positive = integer(draw, 0, of.length);
    of.splice(positive, 0, sum(sizes));
    const at = flag(draw) ? positive : positive - of.length;
    const asked = [...sizes];
    // tfjs refuses a −1 in the first place.
    if (asked.length > 1 && flag(draw)) asked[integer(draw, 1, asked.length - 1)] = -1;
    const x = numbers(draw, of);
    return lowers(`split on ${at} into ${asked.join()}`, { x }, (t) =>
      tf.split(t.x, [...asked], at),
    );
  },
  Unpack: (draw) => {
    const x = numbers(draw, shape(draw, { minRank: 1, least: 1 }));
    const at = axis(draw, x.shape.length);
    return lowers(`unstack on ${at}`, { x }, (t) => tf.unstack(t.x, at));
  },
  Diag: (draw) => lowers('diag', { x: any(draw, 1, 2) }, ({ x }) => tf.diag(x)),
  Slice: (draw) => {
    const x = any(draw, 1);
    const begin = x.shape.map((n) => integer(draw, 0, n));
    const size = x.shape.map((n, i) => {
      const most = n - (begin[i] ?? NaN);
      return integer(draw, 0, 3) === 0 ? -1 : integer(draw, 0, most);
    });
    const name = `slice from ${begin.join()} of ${size.join()}`;
    return lowers(name, { x }, (t) => tf.slice(t.x, begin, size));
  },
  StridedSlice: (draw) => {
    const x = numbers(draw, shape(draw, { minRank: 1, maxRank: 4, least: 1 }));
    const count = integer(draw, 1, x.shape.length);
    const mask = () => (flag(draw) ? 0 : integer(draw, 0, 2 ** count - 1));
    // tfjs reads other elements where an axis is removed and a stride is not 1.
    const shrinks = mask();
    const strides = several(count, () => (shrinks ? 1 : oneOf(draw, [1, 1, 2, 3, -1, -2])));
    const isPlain = strides.every((stride) => stride === 1);
    const positions = several(count, (i) => {
      const n = x.shape[i] ?? NaN;
      if ((shrinks >> i) % 2 === 1) {
        const from = integer(draw, -n, n - 1);
        return [from, from + 1] as const;
      }
      const ends = [integer(draw, -n - 2, n + 2), integer(draw, -n - 2, n + 2)] as const;
      // Where all strides are 1, tfjs takes no end before the beginning.
      return isPlain ? ordered(ends, n) : ends;
    });
    const begin = positions.map(([from]) => from);
    const end = positions.map(([, to]) => to);
    const [begins, ends] = [mask() & ~shrinks, mask() & ~shrinks];
    const name = `stridedSlice from ${begin.join()} to ${end.join()} by ${strides.join()}, masks ${[begins, ends, shrinks].join()}`;
    return lowers(name, { x }, (t) =>
      tf.stridedSlice(t.x, begin, end, strides, begins, ends, 0, 0, shrinks),
    );
  },
  Reverse: (draw) => {
    const x = any(draw, 1);
    const over = axes(draw, x.shape.length);
    return lowers(`reverse ${String(over)}`, { x }, (t) => tf.reverse(t.x, over));
  },
  PadV2: (draw) => {
    const x = any(draw, 1);
    const pads = margins(draw, x.shape.length, () => 2);
    const value = x.dtype === 'bool' ? integer(draw, 0, 1) : integer(draw, -3, 3);
    const name = `pad ${pads.join(' ')} with ${value}`;
    return lowers(name, { x }, (t) => tf.pad(t.x, pads, value));
  },
  MirrorPad: (draw) => {
    const mode = oneOf(draw, ['reflect', 'symmetric'] as const);
    const x = numbers(draw, shape(draw, { minRank: 1, maxRank: 4, least: 1 }));
    const edge = mode === 'reflect' ? 1 : 0;
    const pads = margins(draw, x.shape.length, (i) => Math.min(2, (x.shape[i] ?? NaN) - edge));
    return lowers(`mirrorPad ${mode} ${pads.join(' ')}`, { x }, (t) =>
      tf.mirrorPad(t.x, pads, mode),
    );
  },
  DepthToSpace: (draw) => {
    const block = integer(draw, 2, 3);
    const [batch, height, width, depth] = several(4, () => integer(draw, 1, 3));
    const channels = (depth ?? NaN) * block * block;
    const x = reals(draw, [batch ?? 1, height ?? 1, width ?? 1, channels]);
    return lowers(`depthToSpace ${block}`, { x }, (t) =>
      tf.depthToSpace(t.x as tf.Tensor4D, block),
    );
  },
  SpaceToBatchND: (draw) => {
    const block = several(integer(draw, 1, 2), () => integer(draw, 1, 3));
    const spaces = block.map((n) => {
      const whole = n * integer(draw, 1, 3);
      const before = integer(draw, 0, Math.min(2, whole - 1));
      const after = integer(draw, 0, Math.min(2, whole - 1 - before));
      return { size: whole - before - after, pads: [before, after] as [number, number] };
    });
    const pads = spaces.map((space) => space.pads);
    const sizes = spaces.map(({ size }) => size);
    const rest = shape(draw, { maxRank: 2, least: 1 });
    const x = numbers(draw, [integer(draw, 1, 2), ...sizes, ...rest]);
    return lowers(`spaceToBatchND ${block.join()} padded ${pads.join(' ')}`, { x }, (t) =>
      tf.spaceToBatchND(t.x, block, pads),
    );
  },
  BatchToSpaceND: (draw) => {
    const block = several(integer(draw, 1, 2), () => integer(draw, 1, 3));
    const sizes = block.map(() => integer(draw, 1, 3));
    const crops = block.map((n, i) => {
      const whole = n * (sizes[i] ?? NaN);
      const before = integer(draw, 0, whole - 1);
      return [before, integer(draw, 0, whole - 1 - before)] as [number, number];
    });
    const batch = integer(draw, 1, 2) * block.reduce((product, n) => product * n, 1);
    const x = numbers(draw, [batch, ...sizes, ...shape(draw, { maxRank: 2, least: 1 })]);
    return lowers(`batchToSpaceND ${block.join()} cropped ${crops.join(' ')}`, { x }, (t) =>
      tf.batchToSpaceND(t.x, block, crops),
    );
  },
  BroadcastArgs: (draw) => {
    const whole = shape(draw, { minRank: 1 });
    const [a, b] = [narrowed(draw, whole), whole].map(
      (of) => ({ dtype: 'int32', shape: [of.length], values: of }) as const,
    );
    if (!a || !b) throw new Error('two shapes');
    return lowers(
      `broadcastArgs of [${a.values.join()}] and [${b.values.join()}]`,
      { a, b },
      (t) => [tf.broadcastArgs(t.a, t.b), tf.broadcastArgs(t.b, t.a)],
    );
  },
};
