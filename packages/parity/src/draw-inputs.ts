/**
 * Inputs to compare runtimes on: numbers that the model accepts, the same in every run. Sizes, ranges
 * and positions in tables come from the graph and from the metadata of its file.
 */
import type { Dim, Model, ValueInfo } from '@ganport/graph';
import { indexRanges, multipleOf, toFloat16Bits, valueRangeOf } from '@ganport/graph/internal';
import { elementCount, type ElementType, type HostTensor, type TensorMap } from '@ganport/runtime';
import { elementTypes } from '@ganport/runtime/internal';
import { checkGiven } from './check-given.ts';
import { ParityError } from './errors.ts';
import { drawTexts, textsToDraw } from './draw-texts.ts';
import { randomNumbers, type RandomNumbers } from './random-numbers.ts';

export interface DrawOptions {
  /** Where the numbers come from, a whole number; 1 when not given. */
  readonly seed?: number;
  /** Sizes of open dimensions by name, in place of the usual ones. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Inputs that are not drawn; open sizes are theirs. */
  readonly given?: TensorMap;
}

/** In place of sizes that a model leaves open: the first axis is a batch, others are sides. */
const usualSizes = { first: 4, other: 32 };

/** Of all inputs together. More would take memory and seconds that a comparison does not need. */
const MAX_VALUES = 2 ** 26;

/**
 * One tensor for each input. Values that reach the indices of Gather and its kin are positions that
 * exist. Other numbers are uniform in the range that the metadata give (`ganport.range.NAME`). Without
 * one, images (`ganport.layout.NAME`) of floating-point numbers are from -1 to 1, other such numbers
 * standard normal; bytes and the int32 numbers of images are from 0 to 255, other integers and booleans
 * 0 or 1. Texts are keys of the model's tables, or words with characters of all lengths. Open sizes are
 * multiples of what the metadata ask for (`ganport.multiple.SIZE`).
 *
 * @throws ParityError `bad-argument` for given inputs that do not fit; `not-comparable` for
 * more than 2^26 values in all; GraphError 'bad-model' for a multiple above the limit
 * @example
 * const inputs = drawInputs(await readModelFile('model.onnx'), { seed: 3, sizes: { batch: 5 } });
 */
export function drawInputs(model: Model, options: DrawOptions = {}): TensorMap {
  const { seed = 1, given = {} } = options;
  const { graph } = model;
  const sizes = { ...usual(model), ...options.sizes, ...checkGiven(graph.inputs, given) };
  const positions = indexRanges(graph, sizes);
  const shapes = graph.inputs.map(({ name, shape }) =>
    Object.hasOwn(given, name) ? [0] : shape.map((size) => dimOf(size, sizes)),
  );
  checkCounts(graph.inputs, shapes);
  const keys = textsToDraw(graph);
  const inputs = graph.inputs.map((input, i) => {
    const { name } = input;
    const kept = Object.hasOwn(given, name) ? given[name] : undefined;
    if (kept) return [name, kept] as const;
    const dims = shapes[i] ?? [];
    if (input.dtype === 'string') {
      return [name, drawTexts(dims, keys, randomNumbers(seed, i))] as const;
    }
    const place = positions.get(name);
    const range = valueRangeOf(model, name);
    const image = isImage(model, name);
    const usualWhole = wholeNumbers[image && input.dtype === 'int32' ? 'uint8' : input.dtype];
    const values: Values = {
      whole: place
        ? [place.from, Math.max(place.from + 1, place.below)]
        : usualWhole && range
          ? wholeWithin(range)
          : usualWhole,
      range: range ?? (image ? imageRange : undefined),
    };
    return [name, draw(input, dims, values, randomNumbers(seed, i))] as const;
  });
  return Object.fromEntries(inputs);
}

/**
 * The names of a model's open dimensions, with the first axis that has each.
 *
 * @example
 * openSizes(model); // Map { 'batch' => 0, 'height' => 1 }
 */
export function openSizes({ graph }: Pick<Model, 'graph'>): ReadonlyMap<string, number> {
  const axes = new Map<string, number>();
  for (const { shape } of graph.inputs) {
    for (const [axis, size] of shape.entries())
      if (isOpen(size) && !axes.has(size)) axes.set(size, axis);
  }
  return axes;
}

function isOpen(size: Dim): size is string {
  return typeof size === 'string';
}

/** What images are scaled to: larger numbers make activations that rounding errors are large in. */
const imageRange = [-1, 1] as const;

const isImage = ({ metadata }: Model, name: string): boolean =>
  Object.hasOwn(metadata, `ganport.layout.${name}`);

function usual(model: Model): Record<string, number> {
  const sizes = [...openSizes(model)].map(([name, axis]) => {
    const multiple = multipleOf(model, name) ?? 1;
    const size = axis === 0 ? usualSizes.first : usualSizes.other;
    return [name, Math.ceil(size / multiple) * multiple] as const;
  });
  return Object.fromEntries(sizes);
}

function dimOf(size: Dim, sizes: Readonly<Record<string, number>>): number {
  return typeof size === 'number' ? size : (sizes[size] ?? 1);
}

/** Before any of them is allocated. */
function checkCounts(inputs: readonly ValueInfo[], shapes: readonly (readonly number[])[]): void {
  let left = MAX_VALUES;
  for (const [i, dims] of shapes.entries()) {
    left -= elementCount(dims);
    if (left >= 0) continue;
    const message = `input ${inputs[i]?.name}: is [${dims.join(', ')}], and at most ${MAX_VALUES} values are drawn for all inputs; give inputs`;
    throw new ParityError('not-comparable', message);
  }
}

interface Values {
  /** From the first to below the second. */
  readonly whole: readonly [number, number] | undefined;
  readonly range: readonly [number, number] | undefined;
}

function draw(
  { name, dtype }: ValueInfo,
  dims: readonly number[],
  { whole, range }: Values,
  random: RandomNumbers,
): HostTensor {
  if (whole) {
    const [from, below] = whole;
    return tensorOf(dtype, dims, () => random.whole(from, below));
  }
  const [min, max] = range ?? [];
  const next =
    min === undefined || max === undefined ? random.normal : () => random.uniform(min, max);
  if (dtype === 'float32' || dtype === 'float64') return tensorOf(dtype, dims, next);
  if (dtype === 'float16') {
    const { data } = tensorOf('float32', dims, next);
    return { dtype, dims, data: toFloat16Bits(data as Float32Array) };
  }
  throw new ParityError(
    'not-comparable',
    `input ${name}: ${dtype} inputs are not drawn; give inputs`,
  );
}

/** The integers of a range, as `whole` takes them. */
const wholeWithin = ([min, max]: readonly [number, number]) =>
  [Math.ceil(min), Math.max(Math.floor(max), Math.ceil(min)) + 1] as const;

/** What integers are drawn from where nothing is known: bytes are mostly images. */
const wholeNumbers: Partial<Record<ElementType, readonly [number, number]>> = {
  uint8: [0, 256],
  ...Object.fromEntries(
    (['bool', 'int8', 'int16', 'int32', 'int64', 'uint16', 'uint32'] as const).map((dtype) => [
      dtype,
      [0, 2],
    ]),
  ),
};

function tensorOf(dtype: ElementType, dims: readonly number[], next: () => number): HostTensor {
  const data = new elementTypes[dtype].array(elementCount(dims));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < data.length; i++) data[i] = BigInt(next());
  } else {
    for (let i = 0; i < data.length; i++) data[i] = next();
  }
  return { dtype, dims, data };
}
