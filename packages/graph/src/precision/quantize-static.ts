/**
 * Static quantization: weights and values in 8 bits, with scales from calibration. Each quantized value
 * passes a QuantizeLinear and a DequantizeLinear (QDQ); a runtime with 8-bit kernels fuses them into
 * its operators, others compute the same numbers in float32.
 */
import { getFloat, int } from '../graph/attributes.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import type { Ranges } from './ranges.ts';
import {
  type ActivationType,
  type Affine,
  affineConstants,
  affineOf,
  quantizeBias,
  quantized,
  quantizeWeight,
} from './affine.ts';
import { type Rewriter, rewriteGraph } from './rewriter.ts';
import { dataInputs, planStatic } from './quantize-static-plan.ts';
import { weightOf, weightStore, withStoredWeights } from './quantize-weights.ts';

export interface StaticOptions {
  /** The ranges of the graph's values on calibration inputs: `probeRanges` finds them. */
  readonly ranges: Ranges;
  /**
   * The type of values between nodes. 'uint8' (the default) is asymmetric, which ONNX Runtime's CPU
   * kernels are made for; 'int8' is symmetric, as TensorRT needs it.
   */
  readonly activations?: ActivationType;
}

export function quantizeStatically(graph: Graph, options: StaticOptions): Graph {
  const { ranges, activations = 'uint8' } = options;
  return rewriteGraph(graph, (current, rewriter) => {
    const store = weightStore(current, rewriter);
    // Ranges are those of the outer graph; a subgraph's weights are stored as int8.
    if (current !== graph) return (node) => rewriter.push(withStoredWeights(node, store));
    const { values, nodes, bytes } = planStatic(current, ranges, activations);
    const parameters = parameterStore(rewriter);
    /** The dequantized form of each quantized value. */
    const forms = new Map<string, string>();
    const outputs = new Set(current.outputs.map(({ name }) => name));

    const addForm = (name: string, value: string, affine: Affine): void => {
      const shared = parameters(affine);
      const stored =
        bytes.get(name) ??
        rewriter.node('QuantizeLinear', [value, ...shared], {}, `${name}/${affine.type}`);
      const inputs = [stored, ...shared];
      if (!outputs.has(name)) {
        forms.set(name, rewriter.node('DequantizeLinear', inputs, {}, `${name}/float32`));
        return;
      }
      const node = rewriter.fresh(`${name}/DequantizeLinear`);
      rewriter.push({
        name: node,
        op: 'DequantizeLinear',
        domain: '',
        inputs,
        outputs: [name],
        attributes: {},
      });
    };
    for (const { name } of current.inputs) {
      const affine = values.get(name);
      if (affine !== undefined) addForm(name, name, affine);
    }
    return (node) => {
      const read = (name: string) => forms.get(name) ?? name;
      const isSum = nodes.has(node) && weightOf(node, 1, current) !== undefined;
      const inputs = isSum
        ? sumInputs(node, current, values.get(node.inputs[0] ?? ''), rewriter)
        : constantInputs(node, nodes.has(node), current, activations, rewriter);
      const own = new Map<string, string>();
      const made = node.outputs.map((name) => {
        if (!values.has(name) || !outputs.has(name)) return name;
        const inner = rewriter.fresh(`${name}/result`);
        own.set(name, inner);
        return inner;
      });
      const rewritten = { ...node, inputs: inputs.map(read), outputs: made };
      rewriter.push(isSum || nodes.has(node) ? rewritten : withStoredWeights(rewritten, store));
      for (const name of node.outputs) {
        const affine = values.get(name);
        if (affine !== undefined) addForm(name, own.get(name) ?? name, affine);
      }
    };
  });
}

/** Scale and zero point by value: values with the same ones share the constants. */
function parameterStore(rewriter: Rewriter): (affine: Affine) => readonly [string, string] {
  const stored = new Map<string, readonly [string, string]>();
  return (affine) => {
    const key = `${affine.scale} ${affine.zeroPoint} ${affine.type}`;
    const [scale, zeroPoint] = affineConstants(affine);
    const known = stored.get(key) ?? [
      rewriter.constant('quantization/scale', scale),
      rewriter.constant('quantization/zero_point', zeroPoint),
    ];
    stored.set(key, known);
    return known;
  };
}

/** Input, weight and bias of an operator that sums: int8 for each channel, int32 in units of the sums. */
function sumInputs(
  node: Node,
  graph: Graph,
  input: Affine | undefined,
  rewriter: Rewriter,
): readonly string[] {
  const [x = '', weightName = '', biasName = ''] = node.inputs;
  const found = weightOf(node, 1, graph);
  if (found === undefined || input === undefined) return node.inputs;
  const { weight, axis } = found;
  const { data, scale } = quantizeWeight(weight, axis);
  const inputs = [x, dequantize(rewriter, weightName, data, scale, axis)];
  if (biasName === '') return inputs;
  const bias = graph.initializers.get(biasName);
  const factor = (getFloat(node, 'alpha') ?? 1) / (getFloat(node, 'beta') ?? 1);
  const scales = scale.data as Float32Array;
  const isPerChannel = bias?.shape.length === 1 && bias.data.length === scales.length;
  if (bias?.dtype !== 'float32' || !isPerChannel || factor !== 1) return [...inputs, biasName];
  const units = scales.map((value) => value * input.scale);
  const unitScale: Constant = { dtype: 'float32', shape: [units.length], data: units };
  const stored = quantizeBias(bias, units);
  return [...inputs, dequantize(rewriter, biasName, stored, unitScale, 0)];
}

function dequantize(
  rewriter: Rewriter,
  name: string,
  data: Constant,
  scale: Constant,
  axis: number | undefined,
): string {
  const zeros: Constant = { ...scale, dtype: data.dtype, data: zerosLike(data, scale) };
  const inputs = [
    rewriter.constant(`${name}/${data.dtype}`, data),
    rewriter.constant(`${name}/scale`, scale),
    rewriter.constant(`${name}/zero_point`, zeros),
  ];
  const attributes = axis === undefined ? {} : { axis: int(axis) };
  return rewriter.node('DequantizeLinear', inputs, attributes, `${name}/float32`);
}

function zerosLike(data: Constant, { data: { length } }: Constant): Int8Array | Int32Array {
  return data.dtype === 'int8' ? new Int8Array(length) : new Int32Array(length);
}

/** Constants that a quantized node combines with quantized values: 8 bits, one scale. */
function constantInputs(
  node: Node,
  isQuantized: boolean,
  { initializers }: Graph,
  type: ActivationType,
  rewriter: Rewriter,
): readonly string[] {
  if (!isQuantized) return node.inputs;
  const data = new Set(dataInputs(node));
  return node.inputs.map((name) => {
    const constant = initializers.get(name);
    if (!data.has(name) || constant?.dtype !== 'float32') return name;
    const numbers = constant.data as Float32Array;
    const range = {
      min: numbers.reduce((least, value) => Math.min(least, value), 0),
      max: numbers.reduce((most, value) => Math.max(most, value), 0),
    };
    const affine = affineOf(range, type);
    const [scale, zeroPoint] = affineConstants(affine);
    const inputs = [
      rewriter.constant(`${name}/${type}`, quantized(constant, affine)),
      rewriter.constant(`${name}/scale`, scale),
      rewriter.constant(`${name}/zero_point`, zeroPoint),
    ];
    return rewriter.node('DequantizeLinear', inputs, {}, `${name}/float32`);
  });
}
