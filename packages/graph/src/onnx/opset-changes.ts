/**
 * How operators have changed between operator sets (onnx/onnx docs/Changelog.md), as far as graphs of
 * ganport show it: the forms that came with a set, and what computes the same before it. to-opset.ts
 * applies the table.
 */
import { entryOf, getInt, getInts, int, ints } from '../graph/attributes.ts';
import { constantOf, int64Vector } from '../graph/constant.ts';
import { numeric } from '../graph/data-type.ts';
import type { Constant, Node } from '../graph/graph.ts';
import type { Facts } from '../passes/facts.ts';

export interface Surroundings extends Facts {
  /** A value's name that is not used yet. */
  fresh(base: string): string;
  /** The name of a new initializer. */
  add(base: string, constant: Constant): string;
}

export interface Change {
  readonly ops: readonly string[];
  /** The operator set that brought the form. */
  readonly since: number;
  /** The new form, for messages. */
  readonly form?: string;
  /** What computes the same without the form, a node alone where it does not have it; undefined for nothing. */
  readonly before: Conversion;
  /** What computes the same with the form, for nodes of an older set that are no longer valid; undefined for nothing. */
  readonly after?: Conversion;
}

type Conversion = (node: Node, surroundings: Surroundings) => readonly Node[] | undefined;

/** Operators that a later set brought. */
const introduced: Readonly<Record<number, readonly string[]>> = {
  24: ['Swish', 'TensorScatter'],
  23: ['Attention', 'RMSNormalization', 'RotaryEmbedding'],
  20: ['AffineGrid', 'Gelu', 'ImageDecoder', 'RegexFullMatch', 'StringConcat', 'StringSplit'],
  19: ['DeformConv'],
  18: [
    ...['BitwiseAnd', 'BitwiseNot', 'BitwiseOr', 'BitwiseXor', 'CenterCropPad', 'Col2Im'],
    ...['GroupNormalization', 'Mish'],
  ],
  17: [
    ...['BlackmanWindow', 'DFT', 'HammingWindow', 'HannWindow', 'LayerNormalization'],
    ...['MelWeightMatrix', 'STFT', 'SequenceMap'],
  ],
  16: ['GridSample'],
  15: ['Bernoulli', 'CastLike', 'Optional', 'OptionalGetElement', 'OptionalHasElement'],
  14: ['HardSwish', 'Trilu'],
};

/** An attribute or an input that nothing replaces. */
function only(
  ops: readonly string[],
  since: number,
  form: string,
  has: (node: Node) => boolean,
): Change {
  return { ops, since, form, before: (node) => (has(node) ? undefined : [node]) };
}

const textOf = ({ attributes }: Node, name: string): string | undefined => {
  const attribute = attributes[name];
  return attribute?.type === 'string' ? attribute.value : undefined;
};

const without = ({ attributes }: Node, name: string): Node['attributes'] =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== name));

/** The axes of a reduction became an input. */
const reductionAxes: Change = {
  ops: [
    ...['ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean'],
    ...['ReduceMin', 'ReduceProd', 'ReduceSumSquare'],
  ],
  since: 18,
  form: 'axes that are computed',
  before(node, { integers }) {
    const [x = '', axesName = ''] = node.inputs;
    if (axesName === '') return getInt(node, 'noop_with_empty_axes') === 1 ? undefined : [node];
    const axes = integers(axesName);
    if (!axes?.length) return undefined;
    return [{ ...node, inputs: [x], attributes: { ...node.attributes, axes: ints(axes) } }];
  },
  after(node, { add }) {
    const axes = getInts(node, 'axes');
    if (!axes) return [node];
    const input = add(`${node.outputs[0]}/axes`, int64Vector(axes));
    return [{ ...node, inputs: [node.inputs[0] ?? '', input], attributes: without(node, 'axes') }];
  },
};

/** The number of outputs became an attribute, without which the sizes are needed. */
const splitCounts: Change = {
  ops: ['Split'],
  since: 18,
  form: 'num_outputs',
  before: (node) => (getInt(node, 'num_outputs') === undefined ? [node] : undefined),
  after(node) {
    if ((node.inputs[1] ?? '') !== '') return [node];
    const attributes = { ...node.attributes, num_outputs: int(node.outputs.length) };
    return [{ ...node, attributes }];
  },
};

/** GridSample renamed its modes. */
const gridModes: Change = {
  ops: ['GridSample'],
  since: 20,
  form: 'the mode linear or cubic',
  before: (node) => [withMode(node, { linear: 'bilinear', cubic: 'bicubic' })],
  after: (node) => [withMode(node, { bilinear: 'linear', bicubic: 'cubic' })],
};

function withMode(node: Node, names: Readonly<Record<string, string>>): Node {
  const name = entryOf(names, textOf(node, 'mode') ?? '');
  if (name === undefined) return node;
  return { ...node, attributes: { ...node.attributes, mode: { type: 'string', value: name } } };
}

/** The default of where the pixels of RoiAlign are was half a pixel aside. */
const roiPixels: Change = {
  ops: ['RoiAlign'],
  since: 16,
  form: 'half_pixel',
  before: (node) =>
    textOf(node, 'coordinate_transformation_mode') === 'output_half_pixel'
      ? [{ ...node, attributes: without(node, 'coordinate_transformation_mode') }]
      : undefined,
  after(node) {
    const value = { type: 'string', value: 'output_half_pixel' } as const;
    const attributes = { coordinate_transformation_mode: value, ...node.attributes };
    return [{ ...node, attributes }];
  },
};

/** Scale and bias of GroupNormalization are for channels, no longer for groups. */
const groupScales: Change = {
  ops: ['GroupNormalization'],
  since: 21,
  form: 'a scale for each channel',
  before: () => undefined,
  after: () => undefined,
};

/** Batch normalization in training has three outputs; before, it had five. */
const trainingOutputs: Change = {
  ops: ['BatchNormalization'],
  since: 14,
  form: 'training_mode',
  before: (node) => (getInt(node, 'training_mode') === 1 ? undefined : [node]),
  after: (node) => (node.outputs.length > 1 ? undefined : [node]),
};

/** The axis of a Fourier transform became an input. */
const fourierAxis: Change = {
  ops: ['DFT'],
  since: 20,
  form: 'an axis that is computed',
  before(node, { integers }) {
    const [x = '', length = '', axisName = ''] = node.inputs;
    const [axis] = axisName === '' ? [-2] : (integers(axisName) ?? []);
    if (axis === undefined) return undefined;
    const inputs = length === '' ? [x] : [x, length];
    return [{ ...node, inputs, attributes: { ...node.attributes, axis: int(axis) } }];
  },
  after(node, { add }) {
    const [x = '', length = ''] = node.inputs;
    // The axis was 1 where nothing said it; since then it is the last but one.
    const axis = constantOf('int64', [], [getInt(node, 'axis') ?? 1]);
    const inputs = [x, length, add(`${node.outputs[0]}/axis`, axis)];
    return [{ ...node, inputs, attributes: without(node, 'axis') }];
  },
};

/** Shape got a start and an end. */
const partOfShape: Change = {
  ops: ['Shape'],
  since: 15,
  before(node, { fresh, add }) {
    const [start, end] = [getInt(node, 'start') ?? 0, getInt(node, 'end')];
    if (start === 0 && end === undefined) return [node];
    const [output = ''] = node.outputs;
    const whole = fresh(`${output}/whole`);
    const bounds = [start, end ?? 2 ** 31].map((bound) =>
      add(`${output}/bound`, int64Vector([bound])),
    );
    return [
      { ...node, name: whole, outputs: [whole], attributes: {} },
      { ...node, op: 'Slice', inputs: [whole, ...bounds], attributes: {} },
    ];
  },
};

/** With allowzero a 0 is a size, not the input's size; where it is written, the result is empty. */
const emptyShapes: Change = {
  ops: ['Reshape'],
  since: 14,
  form: 'allowzero and sizes that are computed',
  before(node, { integers, type, add }) {
    if (getInt(node, 'allowzero') !== 1) return [node];
    const sizes = integers(node.inputs[1]);
    const [output = ''] = node.outputs;
    const result = type(output);
    if (!sizes || !result) return undefined;
    if (!sizes.includes(0)) return [{ ...node, attributes: without(node, 'allowzero') }];
    if (sizes.includes(-1)) return undefined;
    const empty = add(`${output}/empty`, constantOf(numeric(result.dtype), sizes, []));
    return [{ ...node, op: 'Identity', inputs: [empty], attributes: {} }];
  },
};

/** Relu took integers. */
const wholeRelu: Change = {
  ops: ['Relu'],
  since: 14,
  before(node, { type, add }) {
    const dtype = type(node.inputs[0] ?? '')?.dtype;
    if (dtype === undefined || dtype === 'string' || dtype.startsWith('float')) return [node];
    const zero = add(`${node.outputs[0]}/zero`, constantOf(dtype, [], [0]));
    return [{ ...node, op: 'Max', inputs: [...node.inputs, zero] }];
  },
};

/** Equal took numbers. */
const equalTexts: Change = {
  ops: ['Equal'],
  since: 19,
  form: 'texts',
  before: (node, { type }) => (type(node.inputs[0] ?? '')?.dtype === 'string' ? undefined : [node]),
};

/** All changes, the newest first. */
export const changes: readonly Change[] = [
  ...Object.entries(introduced).map(([since, ops]): Change => ({
    ops,
    since: Number(since),
    before: () => undefined,
  })),
  fourierAxis,
  gridModes,
  groupScales,
  only(
    ['Resize'],
    19,
    'half_pixel_symmetric',
    (node) => textOf(node, 'coordinate_transformation_mode') === 'half_pixel_symmetric',
  ),
  equalTexts,
  only(['Pad'], 19, 'wrap', (node) => textOf(node, 'mode') === 'wrap'),
  only(['AveragePool'], 19, 'dilations', (node) =>
    (getInts(node, 'dilations') ?? []).some((dilation) => dilation !== 1),
  ),
  reductionAxes,
  only(['Pad'], 18, 'axes', ({ inputs }) => (inputs[3] ?? '') !== ''),
  splitCounts,
  only(['Resize'], 18, 'axes, antialias or keep_aspect_ratio_policy', ({ attributes }) =>
    ['axes', 'antialias', 'keep_aspect_ratio_policy'].some((name) => name in attributes),
  ),
  only(['ScatterElements', 'ScatterND'], 18, 'a reduction by max or min', (node) =>
    ['max', 'min'].includes(textOf(node, 'reduction') ?? 'none'),
  ),
  only(
    ['ScatterElements', 'ScatterND'],
    16,
    'a reduction',
    (node) => (textOf(node, 'reduction') ?? 'none') !== 'none',
  ),
  roiPixels,
  partOfShape,
  trainingOutputs,
  emptyShapes,
  wholeRelu,
].toSorted((a, b) => b.since - a.since);
