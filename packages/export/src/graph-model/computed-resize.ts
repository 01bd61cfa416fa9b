/** Images resized to sizes that are computed when the graph runs. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Value } from '@ganport/graph';
import {
  add,
  at,
  cast,
  concat,
  div,
  mul,
  shape4D,
  sub,
  toNCHW,
  toNHWC,
  unary,
} from '@ganport/graph/ops';
import { type Call, intAttribute, type Operator, tensorAt } from './operator.ts';
import { withParameters } from './symbolic-parameters.ts';
import { exampleNumbers, recording, toSizes, toTensor, valueOf } from './tensors.ts';

interface Target {
  /** The two sizes, int64 [2]. */
  readonly sizes: Value;
  /** Their numbers in this recording. */
  readonly numbers: readonly number[];
  readonly alignsCorners: boolean;
  readonly hasHalfPixels: boolean;
}

const resize = (record: (images: Value, target: Target) => Value): Operator =>
  withParameters([1], (call: Call, images: Tensor) => {
    const size = tensorAt(call, 1);
    const target = {
      sizes: toSizes(recording().builder, size),
      numbers: exampleNumbers(size),
      alignsCorners: intAttribute(call, 'align_corners', 0) !== 0,
      hasHalfPixels: intAttribute(call, 'half_pixel_centers', 0) !== 0,
    };
    return [toTensor(record(valueOf(images), target))];
  });

function bilinear(images: Value, { sizes, numbers, ...target }: Target): Value {
  const { builder } = recording();
  const x = toNCHW(builder, cast(builder, images, 'float32'));
  const [batch, channels] = shape4D(x);
  const whole = concat(builder, [builder.ints([batch, channels]), sizes], 0);
  const unaligned = target.hasHalfPixels ? 'half_pixel' : 'asymmetric';
  const attributes = {
    mode: 'linear',
    coordinate_transformation_mode: target.alignsCorners ? 'align_corners' : unaligned,
  };
  const type = { dtype: x.dtype, shape: [batch, channels, ...numbers] };
  return toNHWC(builder, builder.op('Resize', [x, null, null, whole], attributes, type));
}

/** Rows and columns are gathered: ONNX Runtime computes pixels in float32, and tfjs in float64. */
function nearest(images: Value, target: Target): Value {
  const rows = pick(images, target, 1);
  return pick(rows, target, 2);
}

/** The pixels along an axis that those of the result copy. */
function pick(images: Value, { sizes, numbers, ...target }: Target, axis: 1 | 2): Value {
  const { builder } = recording();
  const number = { dtype: 'int64', shape: [] } as const;
  const scalarOf = (vector: Value, index: number) =>
    builder.op('Gather', [vector, builder.scalar(index, 'int64')], { axis: 0 }, number);
  const shape = builder.op('Shape', [images], {}, { dtype: 'int64', shape: [4] });
  const [from, to] = [scalarOf(shape, axis), scalarOf(sizes, axis - 1)];
  const count = at(numbers, axis - 1);
  const one = builder.scalar(1, 'int64');
  const range = [builder.scalar(0, 'int64'), to, one];
  const places = builder.op('Range', range, {}, { dtype: 'int64', shape: [count] });
  const real = (x: Value) => cast(builder, x, 'float64');
  const half = builder.constant({ dtype: 'float64', shape: [], data: Float64Array.of(0.5) });
  // A single pixel of aligned corners is the first one, whatever the ratio is.
  const less = (x: Value) => builder.op('Max', [sub(builder, x, one), one], {}, number);
  const ends = target.alignsCorners ? [sub(builder, from, one), less(to)] : [from, to];
  const ratio = div(builder, real(at(ends, 0)), real(at(ends, 1)));
  const starts = target.hasHalfPixels ? add(builder, real(places), half) : real(places);
  const exact = mul(builder, starts, ratio);
  const whole = unary(builder, 'Floor', target.alignsCorners ? add(builder, exact, half) : exact);
  const last = sub(builder, from, one);
  const inside = builder.op('Min', [cast(builder, whole, 'int64'), last], {}, places);
  const sized = images.shape.map((own, other) => (other === axis ? count : own));
  return builder.op('Gather', [images, inside], { axis }, { dtype: images.dtype, shape: sized });
}

export const computedResizes: Readonly<Record<string, Operator>> = {
  ResizeBilinear: resize(bilinear),
  ResizeNearestNeighbor: resize(nearest),
};
