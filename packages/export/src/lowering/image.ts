/** Images flipped, rotated and cropped. resize.ts resizes whole images. */
import {
  CropAndResize,
  FlipLeftRight,
  RotateWithOffset,
  backend_util,
  type CropAndResizeAttrs,
  type CropAndResizeInputs,
  type FlipLeftRightInputs,
  type RotateWithOffsetAttrs,
  type RotateWithOffsetInputs,
} from '#tfjs-core';
import { dataTypes, type GraphBuilder, type Value } from '@ganport/graph';
import { isBig, numeric } from '@ganport/graph/internal';
import {
  shape4D,
  at,
  add,
  binary,
  cast,
  gather,
  mul,
  reshape,
  slice,
  sub,
  unary,
  where,
} from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

defineLowering<FlipLeftRightInputs>(FlipLeftRight, (graph, { image }) => {
  const [batch, height, width, channels] = shape4D(image);
  const ends = [batch, height, -width - 1, channels];
  return slice(graph, image, [0, 0, -1, 0], ends, [1, 1, -1, 1], image.shape);
});

/** The angle is known, so a rotation is one Gather of pixels and a fill for pixels from outside. */
defineLowering<RotateWithOffsetInputs, RotateWithOffsetAttrs>(
  RotateWithOffset,
  (graph, { image }, { radians, fillValue, center }) => {
    const [batch, height, width, channels] = shape4D(image);
    const pixels = height * width;
    const { indices, inside } = rotatedPixels(height, width, radians, center);
    const flat = reshape(graph, image, [batch, pixels, channels]);
    const rotated = gather(graph, flat, indexConstant(graph, indices), 1);
    const isInside = graph.constant({ dtype: 'bool', shape: [pixels, 1], data: inside });
    const fill = channelFill(graph, fillValue, channels, image);
    return reshape(graph, where(graph, isInside, rotated, fill), image.shape);
  },
);

const indexConstant = (graph: GraphBuilder, data: Int32Array) =>
  graph.constant({ dtype: 'int32', shape: [data.length], data });

/** For each pixel of the result, the index of the pixel that it comes from, 0 for pixels from outside. */
function rotatedPixels(
  height: number,
  width: number,
  radians: number,
  center: number | [number, number],
): { indices: Int32Array; inside: Uint8Array } {
  const [centerX, centerY] = backend_util.getImageCenter(center, height, width);
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  const indices = new Int32Array(height * width);
  const inside = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = Math.round((x - centerX) * cos - (y - centerY) * sin + centerX);
      const fromY = Math.round((x - centerX) * sin + (y - centerY) * cos + centerY);
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      indices[y * width + x] = fromY * width + fromX;
      inside[y * width + x] = 1;
    }
  }
  return { indices, inside };
}

/** One number for all channels, or one for each. A fourth channel is opacity, which is 255. */
function channelFill(
  graph: GraphBuilder,
  fill: number | [number, number, number],
  channels: number,
  { dtype }: Value,
): Value {
  if (typeof fill === 'number') return graph.scalar(fill, dtype);
  const data = new dataTypes[numeric(dtype)].array(channels);
  if (isBig(data)) throw new Error('tfjs has no int64');
  data.set(Array.from({ length: channels }, (_, c) => (c === 3 ? 255 : (fill[c] ?? 0))));
  return graph.constant({ dtype: numeric(dtype), shape: [channels], data });
}

/**
 * The positions of a crop's pixels along one axis of the image, [boxes, to]: from `first` to `last`, which
 * are fractions of the image, or in the middle for a single pixel.
 */
function cropPositions(
  graph: GraphBuilder,
  first: Value,
  last: Value,
  from: number,
  to: number,
): Value {
  const edge = graph.scalar(from - 1);
  const ends = add(graph, first, last);
  if (to === 1) return mul(graph, mul(graph, ends, graph.scalar(0.5)), edge);
  const steps = Float32Array.from({ length: to }, (_, i) => i);
  const step = graph.constant({ dtype: 'float32', shape: [1, to], data: steps });
  const scale = mul(graph, sub(graph, last, first), graph.scalar((from - 1) / (to - 1)));
  return add(graph, mul(graph, first, edge), mul(graph, step, scale));
}

defineLowering<CropAndResizeInputs, CropAndResizeAttrs>(
  CropAndResize,
  (graph, { image, boxes, boxInd }, { cropSize, method, extrapolationValue }) => {
    const [batch, height, width, channels] = shape4D(image);
    const [toHeight, toWidth] = cropSize;
    const count = at(boxes.shape, 0);
    const side = (index: number) =>
      slice(graph, boxes, [0, index], [count, index + 1], [1, 1], [count, 1]);
    const ys = cropPositions(graph, side(0), side(2), height, toHeight);
    const xs = cropPositions(graph, side(1), side(3), width, toWidth);
    const y = reshape(graph, ys, [count, toHeight, 1]);
    const x = reshape(graph, xs, [count, 1, toWidth]);

    const pixels = reshape(graph, cast(graph, image, 'float32'), [
      batch * height * width,
      channels,
    ]);
    const start = mul(graph, reshape(graph, boxInd, [count, 1, 1]), int(graph, height * width));
    /** The pixels at integer positions, which are clamped to the image. */
    const pixelsAt = (row: Value, column: Value) => {
      const rows = mul(graph, wholeInside(graph, row, height), int(graph, width));
      const place = add(graph, rows, wholeInside(graph, column, width));
      return gather(graph, pixels, add(graph, start, place), 0);
    };

    const crops =
      method === 'nearest'
        ? pixelsAt(roundHalfUp(graph, y), roundHalfUp(graph, x))
        : bilinear(graph, y, x, pixelsAt);
    const isInside = binary(graph, 'And', isWithin(graph, y, height), isWithin(graph, x, width));
    const mask = reshape(graph, isInside, [...isInside.shape, 1]);
    return where(graph, mask, crops, graph.scalar(extrapolationValue));
  },
);

const int = (graph: GraphBuilder, value: number) => graph.scalar(value, 'int32');

/** Rounding as in JavaScript: x.5 is rounded up. */
const roundHalfUp = (graph: GraphBuilder, x: Value) =>
  unary(graph, 'Floor', add(graph, x, graph.scalar(0.5)));

const wholeInside = (graph: GraphBuilder, position: Value, size: number) =>
  cast(
    graph,
    graph.op('Clip', [position, graph.scalar(0), graph.scalar(size - 1)], {}, position),
    'int32',
  );

function isWithin(graph: GraphBuilder, position: Value, size: number): Value {
  const fromStart = binary(graph, 'GreaterOrEqual', position, graph.scalar(0), 'bool');
  const toEnd = binary(graph, 'LessOrEqual', position, graph.scalar(size - 1), 'bool');
  return binary(graph, 'And', fromStart, toEnd);
}

/** Bilinear interpolation between the four pixels around each position. */
function bilinear(
  graph: GraphBuilder,
  y: Value,
  x: Value,
  pixelsAt: (row: Value, column: Value) => Value,
): Value {
  const low = { y: unary(graph, 'Floor', y), x: unary(graph, 'Floor', x) };
  const high = { y: unary(graph, 'Ceil', y), x: unary(graph, 'Ceil', x) };
  /** The distance of a position from the pixel before it, for all channels. */
  const past = (position: Value, before: Value) =>
    reshape(graph, sub(graph, position, before), [...position.shape, 1]);
  const between = (a: Value, b: Value, part: Value) =>
    add(graph, a, mul(graph, sub(graph, b, a), part));
  const partX = past(x, low.x);
  const top = between(pixelsAt(low.y, low.x), pixelsAt(low.y, high.x), partX);
  const bottom = between(pixelsAt(high.y, low.x), pixelsAt(high.y, high.x), partX);
  return between(top, bottom, past(y, low.y));
}
