/**
 * Dynamic quantization: products of matrices and convolutions of 8-bit integers, whose inputs get their
 * scale from the values of each run. The forms are those of ONNX Runtime's quantize_dynamic, which fuses
 * them: DynamicQuantizeLinear, MatMulInteger or ConvInteger, and a product with both scales. Weights of
 * other operators are stored as int8.
 */
import { getFloat, getInt, int } from '../graph/attributes.ts';
import { constantOf, reshaped, transposed } from '../graph/constant.ts';
import { dataTypes } from '../graph/data-type.ts';
import type { Attribute, Constant, Graph, Node } from '../graph/graph.ts';
import { quantizeWeight, type QuantizedWeight } from './affine.ts';
import { type Rewriter, rewriteGraph } from './rewriter.ts';
import { weightOf, weightStore, withStoredWeights } from './quantize-weights.ts';

/** The graph with MatMul, Gemm and Conv on 8-bit integers, where their weights are constants. */
export function quantizeDynamically(graph: Graph): Graph {
  return rewriteGraph(graph, (current, rewriter) => {
    const store = weightStore(current, rewriter);
    const inputs = inputStore(rewriter);
    return (node) => {
      const sum = integerSum(node, current);
      if (sum === undefined) rewriter.push(withStoredWeights(node, store));
      else writeSum(node, sum, inputs(node.inputs[0] ?? ''), rewriter);
    };
  });
}

/** An operator that sums products of its first input and a weight. */
interface IntegerSum {
  readonly op: 'MatMulInteger' | 'ConvInteger';
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly weight: QuantizedWeight;
  readonly weightZero: Constant;
  /** The factors of the channels in the shape in which they are multiplied with the output. */
  readonly scale: Constant;
  /** What is added, with the shape that it is reshaped to, if any. */
  readonly bias: { readonly name: string; readonly shape?: readonly number[] } | undefined;
}

function integerSum(node: Node, graph: Graph): IntegerSum | undefined {
  const found = weightOf(node, 1, graph);
  if (found === undefined) return undefined;
  const biasName = node.inputs[2] ?? '';
  const bias = biasName === '' ? undefined : { name: biasName };
  if (node.op === 'Conv') return convSum(node, found.weight, bias);
  if (node.op === 'MatMul') return matrixSum(found.weight, 1, bias);
  return node.op === 'Gemm' ? gemmSum(node, found.weight, bias) : undefined;
}

function matrixSum(matrix: Constant, factor: number, bias: IntegerSum['bias']): IntegerSum {
  const isPerColumn = matrix.shape.length === 2;
  const weight = quantizeWeight(matrix, isPerColumn ? 1 : undefined);
  const { scale } = weight;
  const scaled = { ...scale, data: (scale.data as Float32Array).map((value) => value * factor) };
  const zeros = new Int8Array(scale.data.length);
  const weightZero: Constant = { dtype: 'int8', shape: scale.shape, data: zeros };
  return { op: 'MatMulInteger', attributes: {}, weight, weightZero, scale: scaled, bias };
}

/** alpha × A × B + beta × C; only with A as it is and C once. */
function gemmSum(node: Node, matrix: Constant, bias: IntegerSum['bias']): IntegerSum | undefined {
  if (getInt(node, 'transA') === 1) return undefined;
  if (bias !== undefined && (getFloat(node, 'beta') ?? 1) !== 1) return undefined;
  const product = getInt(node, 'transB') === 1 ? transposed(matrix, [1, 0]) : matrix;
  return matrixSum(product, getFloat(node, 'alpha') ?? 1, bias);
}

/** ONNX Runtime's ConvInteger takes uint8 weights with one zero point. */
function convSum(node: Node, kernel: Constant, bias: IntegerSum['bias']): IntegerSum {
  const { data, scale } = quantizeWeight(kernel, 0);
  const bytes = Uint8Array.from(data.data as Int8Array, (value) => value + 128);
  const spatial = Array<number>(kernel.shape.length - 2).fill(1);
  const shape = [scale.data.length, ...spatial];
  return {
    op: 'ConvInteger',
    attributes: node.attributes,
    weight: { data: { dtype: 'uint8', shape: kernel.shape, data: bytes }, scale },
    weightZero: constantOf('uint8', [], [128]),
    scale: reshaped(scale, shape),
    bias: bias && { ...bias, shape: [1, ...shape] },
  };
}

type QuantizedInput = readonly [values: string, scale: string, zeroPoint: string];

/** A value that several operators use is quantized once. */
function inputStore(rewriter: Rewriter): (name: string) => QuantizedInput {
  const stored = new Map<string, QuantizedInput>();
  return (name) => {
    const known = stored.get(name);
    if (known !== undefined) return known;
    const made = ['uint8', 'scale', 'zero_point'].map((part) => rewriter.fresh(`${name}/${part}`));
    rewriter.push({
      name: rewriter.fresh(`${name}/DynamicQuantizeLinear`),
      op: 'DynamicQuantizeLinear',
      domain: '',
      inputs: [name],
      outputs: made,
      attributes: {},
    });
    const [values = '', scale = '', zeroPoint = ''] = made;
    stored.set(name, [values, scale, zeroPoint]);
    return [values, scale, zeroPoint];
  };
}

function writeSum(
  node: Node,
  { op, attributes, weight, weightZero, scale, bias }: IntegerSum,
  [values, inputScale, inputZero]: QuantizedInput,
  rewriter: Rewriter,
): void {
  const [output = ''] = node.outputs;
  const name = node.inputs[1] ?? '';
  const data = rewriter.constant(`${name}/${weight.data.dtype}`, weight.data);
  const zero = rewriter.constant(`${name}/zero_point`, weightZero);
  const sum = rewriter.node(op, [values, data, inputZero, zero], attributes, `${output}/int32`);
  const real = rewriter.node(
    'Cast',
    [sum],
    { to: int(dataTypes.float32.onnx) },
    `${output}/float32`,
  );
  const scales = [inputScale, rewriter.constant(`${name}/scale`, scale)];
  const factor = rewriter.node('Mul', scales, {}, `${output}/scale`);
  const last = (lastOp: string, inputs: readonly string[]) =>
    rewriter.push({ ...node, op: lastOp, inputs, attributes: {} });
  if (bias === undefined) return last('Mul', [real, factor]);
  const product = rewriter.node('Mul', [real, factor], {}, `${output}/product`);
  last('Add', [product, reshapedBias(bias, rewriter)]);
}

function reshapedBias(
  { name, shape }: NonNullable<IntegerSum['bias']>,
  rewriter: Rewriter,
): string {
  if (shape === undefined) return name;
  const target = rewriter.constant(`${name}/shape`, constantOf('int64', [shape.length], shape));
  return rewriter.node('Reshape', [name, target], {}, `${name}/reshaped`);
}
