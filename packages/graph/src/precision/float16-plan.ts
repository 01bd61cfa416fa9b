/**
 * Which nodes stay in float32 when a graph is converted to float16, and why. to-float16.ts converts the
 * others.
 */
import { entryOf, getInt, getInts } from '../graph/attributes.ts';
import { dataTypes } from '../graph/data-type.ts';
import { asFloat16, fromFloat16Bits, maxFloat16 } from '../graph/float16.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { bodiesOf, consumers, producers } from '../graph/walk.ts';
import type { ElementTypes } from './element-types.ts';

export interface Float16Options {
  /** Whether the graph's inputs and outputs become float16, too; false by default. */
  readonly float16Io?: boolean;
  /** Operators that stay in float32, beside those that always do: `['ReduceSum']`. */
  readonly keepOperators?: readonly string[];
  /**
   * Names of values that stay in float32, and so do the nodes that make and use them. `overflowing`
   * finds those that float16 cannot hold.
   */
  readonly keepValues?: ReadonlySet<string>;
}

const coordinates = 'coordinates need more than 11 bits';
const random = 'its numbers would be drawn differently';
const quantized = 'its scales are float32';
const carried = 'rounding adds up over the iterations';

/** Operators that stay in float32, with the reason. Subgraphs are converted all the same. */
const keptOperators: Readonly<Record<string, string>> = {
  AffineGrid: coordinates,
  Bernoulli: random,
  CastLike: 'its type is that of another value',
  CumSum: 'sums of many elements lose their last digits',
  DequantizeLinear: quantized,
  DFT: 'sums of many elements overflow',
  DynamicQuantizeLinear: quantized,
  GridSample: coordinates,
  Loop: carried,
  MelWeightMatrix: coordinates,
  Multinomial: random,
  NonMaxSuppression: 'it takes float32 only',
  QLinearConv: quantized,
  QLinearMatMul: quantized,
  QuantizeLinear: quantized,
  RandomNormal: random,
  RandomNormalLike: random,
  RandomUniform: random,
  RandomUniformLike: random,
  Range: 'it has no float16 form',
  RoiAlign: coordinates,
  Scan: carried,
  STFT: 'sums of many elements overflow',
};

/** Inputs that are float32 in every form of an operator, by position. */
const float32Inputs: Readonly<Record<string, readonly number[]>> = {
  Resize: [1, 2],
  Upsample: [1],
};

/** Operators that move elements and do not compute: they take the type of what is around them. */
const movers = new Set(
  'Concat DepthToSpace Expand Flatten Gather GatherElements GatherND Identity Pad Reshape Slice SpaceToDepth Split Squeeze Tile Transpose Unsqueeze'.split(
    ' ',
  ),
);

/** Whether this input of a node that is converted is float32 all the same. */
export function takesFloat32({ op }: Node, index: number): boolean {
  return entryOf(float32Inputs, op)?.includes(index) ?? false;
}

export interface PlanContext {
  readonly types: ElementTypes;
  /** The numbers of a value that is an initializer, also of a surrounding graph. */
  readonly constant: (name: string) => Constant | undefined;
}

/** The nodes with float32 inputs or outputs that stay as they are, each with the reason. */
export function planFloat16(
  graph: Graph,
  options: Float16Options,
  context: PlanContext,
): Map<Node, string> {
  const isFloat = (name: string) => context.types(name) === 'float32';
  const concerned = graph.nodes.filter(
    (node) => [...node.inputs, ...node.outputs].some(isFloat) || bodiesOf(node).length > 0,
  );
  const kept = new Map<Node, string>();
  for (const node of concerned) {
    const reason = reasonToKeep(node, options, context);
    if (reason !== undefined) kept.set(node, reason);
  }
  keepTransposedProducts(graph, concerned, kept);
  keepMovers(graph, kept, isFloat);
  return kept;
}

/**
 * Keeps each MatMul of a Transpose that moves the batch into the matrices, and that Transpose: ONNX Runtime
 * 1.30 inserts a Cast between them for float16 on CPUs, and its fusion of the three crashes
 * (fixtures/ort-faults/transpose-cast-matmul.onnx).
 */
function keepTransposedProducts(
  graph: Graph,
  concerned: readonly Node[],
  kept: Map<Node, string>,
): void {
  const reason = 'ONNX Runtime 1.30 crashes on this Transpose and MatMul in float16';
  const made = producers(graph);
  for (const node of concerned) {
    if (node.op !== 'MatMul' || node.domain !== '') continue;
    for (const input of node.inputs) {
      const maker = made.get(input);
      if (maker?.op !== 'Transpose' || maker.domain !== '') continue;
      if (movesBatch(getInts(maker, 'perm'))) kept.set(node, reason).set(maker, reason);
    }
  }
}

/** Whether the first axis moves behind all others, or in front of the last. */
const movesBatch = (perm: readonly number[] = []) =>
  perm.length > 2 && perm.slice(0, -2).every((from, to) => from === to + 1);

function reasonToKeep(
  node: Node,
  { keepOperators = [], keepValues }: Float16Options,
  { types, constant }: PlanContext,
): string | undefined {
  if (node.domain !== '') return `operators of ${node.domain} stay as they are`;
  const always = entryOf(keptOperators, node.op);
  if (always !== undefined) return always;
  if (keepOperators.includes(node.op)) return 'as asked';
  const wide = [...node.inputs, ...node.outputs].find((name) => keepValues?.has(name));
  if (wide !== undefined) return `float16 does not hold the values of ${wide}`;
  const { value } = node.attributes;
  if (node.op === 'Constant' && value === undefined) return 'its number is an attribute';
  const tensors = node.inputs
    .filter((_, index) => !takesFloat32(node, index))
    .map((name) => [name, constant(name)] as const);
  if (value?.type === 'tensor') tensors.push(['its value', value.value]);
  const misfit = tensors.find(([, tensor]) => tensor?.dtype === 'float32' && !fitsFloat16(tensor));
  if (misfit !== undefined) return `float16 does not hold ${misfit[0]}`;
  const fixed = getInt(node, 'dtype') ?? getInt(node, 'output_datatype');
  const makesFloat = node.outputs.some((name) => types(name) === 'float32');
  return fixed === dataTypes.float32.onnx && makesFloat ? 'its type is an attribute' : undefined;
}

/**
 * Whether float16 holds a tensor: nothing finite becomes infinite, and the rounding error of the whole is
 * that of normal numbers, at most 2^-10 of its norm. A tensor of many weights may contain tiny ones; a
 * lone 1e-7 does not fit.
 */
function fitsFloat16(tensor: Constant): boolean {
  const known = fits.get(tensor) ?? roundsWell(tensor);
  fits.set(tensor, known);
  return known;
}

const fits = new WeakMap<Constant, boolean>();

/** Tensors of many MB are looked at in parts, so that their float16 form is not held twice. */
const partLength = 2 ** 16;

function roundsWell({ data }: Constant): boolean {
  let [error, norm] = [0, 0];
  for (let start = 0; start < data.length; start += partLength) {
    const part = data.subarray(start, start + partLength);
    if (!(part instanceof Float32Array)) return false;
    const { data: bits } = asFloat16({ dtype: 'float32', shape: [part.length], data: part });
    const rounded = fromFloat16Bits(bits as Uint16Array);
    for (let at = 0; at < part.length; at++) {
      const value = part[at] ?? 0;
      if (!Number.isFinite(value)) continue;
      if (Math.abs(rounded[at] ?? 0) > maxFloat16) return false;
      error += ((rounded[at] ?? 0) - value) ** 2;
      norm += value ** 2;
    }
  }
  return error <= 2 ** -20 * norm;
}

/** A mover between nodes that stay stays too, which saves a Cast on each side. */
function keepMovers(
  graph: Graph,
  kept: Map<Node, string>,
  isFloat: (name: string) => boolean,
): void {
  const made = producers(graph);
  const users = consumers(graph);
  const areKept = (nodes: readonly (Node | undefined)[]) =>
    nodes.length > 0 && nodes.every((node) => node !== undefined && kept.has(node));
  for (let before = -1; before !== kept.size;) {
    before = kept.size;
    for (const node of graph.nodes) {
      if (kept.has(node) || node.domain !== '' || !movers.has(node.op)) continue;
      const sources = node.inputs.filter(isFloat).filter((name) => !graph.initializers.has(name));
      const after = node.outputs.filter(isFloat).flatMap((name) => users.get(name) ?? []);
      const isBetween = areKept(sources.map((name) => made.get(name))) && areKept(after);
      if (isBetween) kept.set(node, 'it lies between nodes that stay');
    }
  }
}
