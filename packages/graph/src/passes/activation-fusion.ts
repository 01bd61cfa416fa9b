/**
 * Replaces the arithmetic of an activation by ONNX's operator for it: Clip, HardSigmoid, HardSwish,
 * LeakyRelu, Softplus, Mish, Gelu, Softmax, LogSoftmax. Results differ by rounding, and where a step
 * of the arithmetic overflows: the operator for log(1 + eˣ) is right there.
 */
import { entryOf, float, getFloat, getInt, getInts, int } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { fuse, type Fusion, type Pattern, type Surroundings } from './fuse.ts';
import type { Pass } from './pass.ts';
import { fromStart } from './permutation.ts';
import { productOf } from './product.ts';

/** A fused operator, and the operator set that brought it. */
interface Rule {
  readonly since: number;
  /** By operator of the last node. */
  readonly patterns: Readonly<Record<string, Pattern>>;
}

/**
 * A pass that replaces the arithmetic of activations by ONNX's operators for them.
 *
 * @param opset operators that came with a later operator set are not used
 * @example
 * // a = Relu(x); y = Clip(a, 0, 6)  →  y = Clip(x, 0, 6)
 * const smaller = fuseActivations(18)(graph);
 */
export function fuseActivations(opset: number): Pass {
  const usable = rules.filter(({ since }) => since <= opset);
  return function fuseActivationsOf(graph: Graph) {
    return fuse(graph, (node, surroundings) => {
      for (const { patterns } of usable) {
        const fusion = entryOf(patterns, node.op)?.(node, surroundings);
        if (fusion !== undefined) return fusion;
      }
      return undefined;
    });
  };
}

/** Numbers that a model has in float32, or that were written with a few digits. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
}

/** x and the number of op(x, number), for operators whose operands may change places. */
function withNumber(
  node: Node | undefined,
  { number }: Surroundings,
): readonly [x: string, number: number] | undefined {
  const [a = '', b = ''] = node?.inputs ?? [];
  const [left, right] = [number(a), number(b)];
  if (right !== undefined) return [a, right];
  return left === undefined ? undefined : [b, left];
}

/** The bounds of a Clip; a missing one is infinite. */
function bounds(clip: Node, { number }: Surroundings): readonly [number, number] | undefined {
  const limit = (input: string | undefined, otherwise: number) =>
    (input ?? '') === '' ? otherwise : number(input);
  const [low, high] = [limit(clip.inputs[1], -Infinity), limit(clip.inputs[2], Infinity)];
  return low === undefined || high === undefined ? undefined : [low, high];
}

const bound = (suffix: 'min' | 'max', value: number) => ({
  suffix,
  constant: constantOf('float32', [], [value]),
});

/** Clip(Relu(x), low, high), where low is not negative. */
const clippedRelu: Pattern = (node, surroundings) => {
  const relu = surroundings.maker(node.inputs[0], 'Relu');
  const [low = -1] = bounds(node, surroundings) ?? [];
  if (relu === undefined || low < 0) return undefined;
  return { op: 'Clip', inputs: [relu.inputs[0] ?? '', ...node.inputs.slice(1)], inner: [relu] };
};

/** Relu(Clip(x, low, high)), where high is not negative. */
const reluOfClip: Pattern = (node, surroundings) => {
  const clip = surroundings.maker(node.inputs[0], 'Clip');
  const [low, high] = (clip && bounds(clip, surroundings)) ?? [0, -1];
  if (clip === undefined || high < 0) return undefined;
  const inputs = [clip.inputs[0] ?? '', bound('min', Math.max(low, 0))];
  const upper = high === Infinity ? [] : [bound('max', high)];
  return { op: 'Clip', inputs: [...inputs, ...upper], inner: [clip] };
};

/** Min(Max(x, low), high), and the other way round. */
const minOfMax =
  (innerOp: 'Max' | 'Min'): Pattern =>
  (node, surroundings) => {
    const outer = node.inputs.length === 2 ? withNumber(node, surroundings) : undefined;
    const inner = surroundings.maker(outer?.[0], innerOp);
    const clipped = inner?.inputs.length === 2 ? withNumber(inner, surroundings) : undefined;
    if (!outer || !inner || !clipped) return undefined;
    const [low, high] = innerOp === 'Max' ? [clipped[1], outer[1]] : [outer[1], clipped[1]];
    if (!(low <= high)) return undefined;
    return {
      op: 'Clip',
      inputs: [clipped[0], bound('min', low), bound('max', high)],
      inner: [inner],
    };
  };

/** Max(x, slope · x) with a slope between 0 and 1. */
const leakyRelu: Pattern = (node, surroundings) => {
  const [a = '', b = '', ...more] = node.inputs;
  for (const [x, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const product = surroundings.maker(other, 'Mul');
    const [value, slope = -1] = withNumber(product, surroundings) ?? [];
    if (!product || value !== x || !(slope >= 0 && slope < 1) || more.length > 0) continue;
    return { op: 'LeakyRelu', inputs: [x], attributes: { alpha: float(slope) }, inner: [product] };
  }
  return undefined;
};

/** Clip(αx + β, 0, 1). */
const hardSigmoid: Pattern = (node, surroundings) => {
  const { maker, number } = surroundings;
  const [low, high] = bounds(node, surroundings) ?? [];
  const sum = maker(node.inputs[0], 'Add');
  const [term, beta] = withNumber(sum, surroundings) ?? [];
  if (sum === undefined || beta === undefined || low !== 0 || high !== 1) return undefined;
  const found = (inner: Node, x: string | undefined, alpha: number): Fusion => ({
    op: 'HardSigmoid',
    inputs: [x ?? ''],
    attributes: { alpha: float(alpha), beta: float(beta) },
    inner: [sum, inner],
  });
  const product = maker(term, 'Mul');
  const scaled = withNumber(product, surroundings);
  if (product && scaled) return found(product, ...scaled);
  const quotient = maker(term, 'Div');
  const divisor = number(quotient?.inputs[1]);
  return quotient && divisor ? found(quotient, quotient.inputs[0], 1 / divisor) : undefined;
};

/** Clip(x + 3, 0, 6) of a value x. */
function shiftedRelu6(value: string, surroundings: Surroundings): [string, Node[]] | undefined {
  const clip = surroundings.maker(value, 'Clip');
  const [low, high] = (clip && bounds(clip, surroundings)) ?? [];
  const sum = surroundings.maker(clip?.inputs[0], 'Add');
  const [x, three] = withNumber(sum, surroundings) ?? [];
  if (!clip || !sum || x === undefined || three !== 3 || low !== 0 || high !== 6) return undefined;
  return [x, [clip, sum]];
}

/** Clip(x + 3, 0, 6) / 6. */
const hardSigmoidOf6: Pattern = (node, surroundings) => {
  const product = productOf(node, surroundings);
  const [value, ...others] = product?.factors ?? [];
  if (!product || value === undefined || others.length > 0) return undefined;
  const [x, inner] = isNear(product.scale, 1 / 6) ? (shiftedRelu6(value, surroundings) ?? []) : [];
  if (x === undefined || inner === undefined) return undefined;
  const attributes = { alpha: float(1 / 6), beta: float(0.5) };
  return { op: 'HardSigmoid', inputs: [x], attributes, inner: [...inner, ...product.inner] };
};

/** A product of x and a gate, whose scale is given, as one operator. */
const gated =
  (
    op: string,
    scale: number,
    gate: (value: string, x: string, surroundings: Surroundings) => readonly Node[] | undefined,
    attributes: Node['attributes'] = {},
  ): Pattern =>
  (node, surroundings) => {
    const product = productOf(node, surroundings);
    if (product?.factors.length !== 2 || !isNear(product.scale, scale)) return undefined;
    const [a = '', b = ''] = product.factors;
    for (const [x, value] of [
      [a, b],
      [b, a],
    ] as const) {
      const inner = gate(value, x, surroundings);
      if (inner) return { op, inputs: [x], attributes, inner: [...inner, ...product.inner] };
    }
    return undefined;
  };

const either = (...patterns: readonly Pattern[]): Pattern => {
  return (node, surroundings) => {
    for (const pattern of patterns) {
      const fusion = pattern(node, surroundings);
      if (fusion !== undefined) return fusion;
    }
    return undefined;
  };
};

/** x · HardSigmoid(x), and x · Clip(x + 3, 0, 6) / 6. */
const hardSwish = either(
  gated('HardSwish', 1, (value, x, { maker }) => {
    const gate = maker(value, 'HardSigmoid');
    if (gate?.inputs[0] !== x) return undefined;
    const [alpha = 0.2, beta = 0.5] = [getFloat(gate, 'alpha'), getFloat(gate, 'beta')];
    return isNear(alpha, 1 / 6) && isNear(beta, 0.5) ? [gate] : undefined;
  }),
  gated('HardSwish', 1 / 6, (value, x, surroundings) => {
    const [source, inner] = shiftedRelu6(value, surroundings) ?? [];
    return source === x ? inner : undefined;
  }),
);

/** ln(1 + eˣ). */
const softplus: Pattern = (node, surroundings) => {
  const sum = surroundings.maker(node.inputs[0], 'Add');
  const [value, one] = withNumber(sum, surroundings) ?? [];
  const exp = surroundings.maker(value, 'Exp');
  if (!sum || !exp || one !== 1) return undefined;
  return { op: 'Softplus', inputs: [exp.inputs[0] ?? ''], inner: [sum, exp] };
};

/** x · tanh(softplus(x)) (Misra 2019). */
const mish = gated('Mish', 1, (value, x, { maker }) => {
  const tanh = maker(value, 'Tanh');
  const inner = maker(tanh?.inputs[0], 'Softplus');
  return tanh && inner?.inputs[0] === x ? [tanh, inner] : undefined;
});

/** ½ x (1 + erf(x / √2)) (Hendrycks and Gimpel 2016). */
const gelu = gated('Gelu', 0.5, (value, x, surroundings) => {
  const { maker } = surroundings;
  const sum = maker(value, 'Add');
  const [term, one] = withNumber(sum, surroundings) ?? [];
  const erf = maker(term, 'Erf');
  const scaled = maker(erf?.inputs[0], 'Div') ?? maker(erf?.inputs[0], 'Mul');
  const product = scaled && productOf(scaled, surroundings);
  if (!sum || !erf || !product || one !== 1 || product.factors.join() !== x) return undefined;
  return isNear(product.scale, Math.SQRT1_2) ? [sum, erf, scaled, ...product.inner] : undefined;
});

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
const tanhGelu = gated(
  'Gelu',
  0.5,
  (value, x, surroundings) => {
    const { maker } = surroundings;
    const sum = maker(value, 'Add');
    const [term, one] = withNumber(sum, surroundings) ?? [];
    const tanh = maker(term, 'Tanh');
    const scaled = maker(tanh?.inputs[0], 'Mul');
    const product = scaled && productOf(scaled, surroundings);
    if (!sum || !tanh || one !== 1 || !product) return undefined;
    const [cubic = '', ...others] = product.factors;
    const inside = maker(cubic, 'Add');
    if (!inside || others.length > 0 || !isNear(product.scale, Math.sqrt(2 / Math.PI))) {
      return undefined;
    }
    const other = inside.inputs.find((input) => input !== x);
    const cube = inside.inputs.includes(x) ? cubeOf(other, x, surroundings) : undefined;
    return cube && [sum, tanh, scaled, ...product.inner, inside, ...cube];
  },
  { approximate: { type: 'string', value: 'tanh' } },
);

/** The nodes of 0.044715 x³, as products or as a power. */
function cubeOf(value: string | undefined, x: string, surroundings: Surroundings) {
  const { maker, number } = surroundings;
  const outer = maker(value, 'Mul');
  const product = outer && productOf(outer, surroundings);
  if (!product || !isNear(product.scale, 0.044715)) return undefined;
  const inner = [outer, ...product.inner];
  if (product.factors.join() === [x, x, x].join()) return inner;
  const [only = '', ...others] = product.factors;
  const power = maker(only, 'Pow');
  const isCube = power?.inputs[0] === x && number(power.inputs[1]) === 3;
  return isCube && others.length === 0 ? [...inner, power] : undefined;
}

/** The one axis, from the start, of a reduction that keeps its dimensions; `x` has as many axes. */
function reducedAxis(node: Node, x: string, { facts }: Surroundings): number | undefined {
  if (getInt(node, 'keepdims') === 0) return undefined;
  const rank = facts.shape(x)?.length;
  const axes = getInts(node, 'axes') ?? facts.integers(node.inputs[1]);
  const [axis, ...others] = axes ?? [];
  const isOne = axis !== undefined && rank !== undefined && others.length === 0;
  return isOne ? fromStart(axis, rank) : undefined;
}

/** x − max(x), with the axis of the maximum. */
function shiftedByMaximum(value: string | undefined, surroundings: Surroundings) {
  const { maker } = surroundings;
  const shifted = maker(value, 'Sub');
  const maximum = maker(shifted?.inputs[1], 'ReduceMax');
  const [x = ''] = shifted?.inputs ?? [];
  const axis = maximum && reducedAxis(maximum, x, surroundings);
  if (!shifted || maximum?.inputs[0] !== x || axis === undefined) return undefined;
  return { x, axis, inner: [shifted, maximum] };
}

/** e^s / Σ e^s with s = x − max(x). */
const softmax: Pattern = (node, surroundings) => {
  const { maker } = surroundings;
  const [a, b] = node.inputs;
  const exp = maker(a, 'Exp');
  const sum = maker(b, 'ReduceSum');
  const shifted = shiftedByMaximum(exp?.inputs[0], surroundings);
  if (!exp || !sum || !shifted || sum.inputs[0] !== a) return undefined;
  if (reducedAxis(sum, shifted.x, surroundings) !== shifted.axis) return undefined;
  const attributes = { axis: int(shifted.axis) };
  return { op: 'Softmax', inputs: [shifted.x], attributes, inner: [exp, sum, ...shifted.inner] };
};

/** s − ln Σ e^s with s = x − max(x). */
const logSoftmax: Pattern = (node, surroundings) => {
  const { maker } = surroundings;
  const log = maker(node.inputs[1], 'Log');
  const sum = maker(log?.inputs[0], 'ReduceSum');
  const exp = maker(sum?.inputs[0], 'Exp');
  const shifted = shiftedByMaximum(node.inputs[0], surroundings);
  if (!log || !sum || !exp || !shifted || exp.inputs[0] !== node.inputs[0]) return undefined;
  if (reducedAxis(sum, shifted.x, surroundings) !== shifted.axis) return undefined;
  const inner = [log, sum, exp, ...shifted.inner];
  return { op: 'LogSoftmax', inputs: [shifted.x], attributes: { axis: int(shifted.axis) }, inner };
};

/** Operator sets are those of onnx/onnx docs/Changelog.md. */
const rules: readonly Rule[] = [
  {
    since: 13,
    patterns: {
      Clip: either(clippedRelu, hardSigmoid),
      Relu: reluOfClip,
      Min: minOfMax('Max'),
      Max: either(minOfMax('Min'), leakyRelu),
      Div: either(softmax, hardSigmoidOf6),
      Mul: hardSigmoidOf6,
      Log: softplus,
      Sub: logSoftmax,
    },
  },
  { since: 14, patterns: { Mul: hardSwish, Div: hardSwish } },
  { since: 18, patterns: { Mul: mish } },
  { since: 20, patterns: { Mul: either(gelu, tanhGelu), Div: either(gelu, tanhGelu) } },
];
