/**
 * Values whose sizes no data can change: those that follow from inputs of declared sizes. Many exporters
 * declare no sizes inside of a graph.
 */
import type { Graph, Node } from '../graph/graph.ts';
import { inOrder, typeLookup } from '../graph/walk.ts';

/** Operators whose results have sizes that follow from the sizes of their inputs alone. */
const bySizes: ReadonlySet<string> = new Set([
  ...[
    'Abs',
    'Cast',
    'Ceil',
    'Clip',
    'Dropout',
    'Elu',
    'Erf',
    'Exp',
    'Floor',
    'Gelu',
    'HardSigmoid',
  ],
  ...[
    'HardSwish',
    'Identity',
    'LeakyRelu',
    'Log',
    'LogSoftmax',
    'Mish',
    'Neg',
    'Not',
    'Reciprocal',
  ],
  ...[
    'Relu',
    'Round',
    'Selu',
    'Sigmoid',
    'Sign',
    'Softmax',
    'Softplus',
    'Softsign',
    'Sqrt',
    'Tanh',
  ],
  ...['Add', 'Div', 'Max', 'Mean', 'Min', 'Mul', 'Pow', 'PRelu', 'Sub', 'Sum', 'Where'],
  ...[
    'BatchNormalization',
    'InstanceNormalization',
    'LayerNormalization',
    'LpNormalization',
    'LRN',
  ],
  ...['AveragePool', 'Conv', 'ConvTranspose', 'GlobalAveragePool', 'GlobalMaxPool', 'MaxPool'],
  ...['Concat', 'DepthToSpace', 'Flatten', 'Gather', 'Gemm', 'MatMul', 'Shape', 'SpaceToDepth'],
  ...['DequantizeLinear', 'QuantizeLinear', 'Transpose'],
]);

/** Operators whose inputs after the first are sizes, places or factors, which must be constants. */
const byConstants: ReadonlySet<string> = new Set([
  ...['Expand', 'Pad', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceSum', 'Reshape', 'Resize'],
  ...['Slice', 'Split', 'Squeeze', 'Tile', 'Unsqueeze'],
]);

/** Whether a value has the same sizes in every run. */
export function fixedSizes(graph: Graph): (name: string) => boolean {
  const type = typeLookup(graph);
  /** The numbers of constants are known, too: those of files, and sizes. */
  const constant = new Set(['', ...graph.initializers.keys()]);
  const fixed = new Set(constant);
  for (const { name, shape } of graph.inputs) {
    if (shape.every((size) => typeof size === 'number')) fixed.add(name);
  }
  const follows = ({ op, domain, inputs }: Node): boolean => {
    if (domain !== '' || !inputs.every((name) => fixed.has(name))) return false;
    return bySizes.has(op) || (byConstants.has(op) && inputs.slice(1).every(isConstant));
  };
  const isConstant = (name: string) => constant.has(name);
  for (const node of inOrder(graph.nodes)) {
    const isLiteral = node.op === 'Constant';
    if (!isLiteral && !follows(node)) continue;
    for (const name of node.outputs) {
      fixed.add(name);
      if (isLiteral || node.op === 'Shape' || node.inputs.every(isConstant)) constant.add(name);
    }
  }
  return (name) => fixed.has(name) || typeof type(name)?.shape[0] === 'number';
}
