/**
 * Reads the operands of matrix products in place where a Transpose, alone or before a Reshape that drops axes of size
 * 1, would copy them: the gradients of a dense layer are products with a transposed operand. ONNX's Gemm has flags for
 * that.
 */
import { getInts, int } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Dim, Graph, Node } from '../graph/graph.ts';
import { freshNames, producers } from '../graph/walk.ts';
import { factsOf } from './facts.ts';

/**
 * Makes Gemm of products whose operands are transposed.
 *
 * @example
 * // a = Transpose(x); y = MatMul(a, b)  →  y = Gemm<transA = 1>(x, b)
 * const faster = readTransposed(graph);
 */
export function readTransposed(graph: Graph): Graph {
  const { type } = factsOf(graph);
  const made = producers(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  let changed = false;

  /** The Transpose of a matrix, seen through a Reshape to it. */
  const transposeBehind = (matrix: string): Node | undefined => {
    const node = made.get(matrix);
    const transpose = node?.op === 'Reshape' ? made.get(node.inputs[0] ?? '') : node;
    if (transpose?.op !== 'Transpose' || transpose.domain !== '') return undefined;
    const result = type(transpose.outputs[0] ?? '')?.shape;
    const swaps = result && swapsMatrix(getInts(transpose, 'perm'), result);
    return swaps && sameSizes(result.slice(-2), type(matrix)?.shape) ? transpose : undefined;
  };

  const nodes = graph.nodes.flatMap((node): Node[] => {
    if (node.op !== 'MatMul' || node.domain !== '') return [node];
    const isPlain = node.inputs.every((name) => {
      const info = type(name);
      return info?.dtype === 'float32' && info.shape.length === 2;
    });
    const transposes = node.inputs.map(transposeBehind);
    if (!isPlain || transposes.every((each) => each === undefined)) return [node];
    changed = true;
    const reshapes: Node[] = [];
    const inputs = node.inputs.map((name, i) => {
      const source = type(transposes[i]?.inputs[0] ?? '');
      if (!source) return name;
      if (source.shape.length === 2) return source.name;
      const sizes = source.shape.slice(-2);
      const flat = fresh(`${source.name}/Reshape`);
      const target = fresh(`${flat}/shape`);
      initializers.set(target, int64Vector(sizes.map(Number)));
      values.set(flat, { ...source, name: flat, shape: sizes });
      const inputsOfReshape = [source.name, target];
      reshapes.push({
        ...{ name: flat, op: 'Reshape', domain: '', attributes: {} },
        ...{ inputs: inputsOfReshape, outputs: [flat] },
      });
      return flat;
    });
    const [transA, transB] = transposes.map((each) => int(each ? 1 : 0));
    const attributes = { ...(transA && { transA }), ...(transB && { transB }) };
    return [...reshapes, { ...node, op: 'Gemm', inputs, attributes }];
  });
  return changed ? { ...graph, nodes, initializers, values } : graph;
}

/** Whether a permutation swaps the last two axes, and all before them have size 1. */
function swapsMatrix(perm: readonly number[] | undefined, shape: readonly Dim[]): boolean {
  const rank = shape.length;
  if (perm?.length !== rank || rank < 2) return false;
  const isSwapped = perm[rank - 1] === rank - 2 && perm[rank - 2] === rank - 1;
  return (
    isSwapped &&
    shape.slice(0, -2).every((size) => size === 1) &&
    shape.slice(-2).every((size) => typeof size === 'number')
  );
}

const sameSizes = (a: readonly Dim[], b: readonly Dim[] | undefined) => a.join() === b?.join();
