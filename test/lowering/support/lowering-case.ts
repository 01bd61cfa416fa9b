/**
 * Compares lowerings with tfjs: a function of tensors is computed by tfjs's cpu backend and, traced into
 * a graph, by ONNX Runtime's CPU provider, at several opsets. Results must have the same dtype, shape and
 * numbers. All inputs are graph inputs, so no constants are folded.
 */
import { isDeepStrictEqual } from 'node:util';
import type * as tf from '@tensorflow/tfjs';
import type { ConvolutionStrategy, OnnxModel } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { onOnnxRuntime, onTfjs, type CaseFunction, type Inputs } from './compute.ts';
import type { Numbers } from './numbers.ts';

type Ranks = [
  tf.Scalar,
  tf.Tensor1D,
  tf.Tensor2D,
  tf.Tensor3D,
  tf.Tensor4D,
  tf.Tensor5D,
  tf.Tensor<tf.Rank.R6>,
];

type TensorOf<N> =
  N extends Numbers<infer S>
    ? number extends S['length']
      ? tf.Tensor
      : Ranks[S['length'] & keyof Ranks & number]
    : never;

interface Options {
  /** |x − tfjs's| may be this times max(1, |tfjs's|); 1e-5 by default. */
  readonly tolerance?: number;
  /** ['direct'] by default. */
  readonly convolutions?: readonly ConvolutionStrategy[];
  /** All of `opsets` by default. */
  readonly opsets?: readonly Opset[];
  /** The operator set that the case needs; those before it must be refused. */
  readonly since?: Opset;
}

export interface LoweringCase extends Options {
  readonly name: string;
  readonly inputs: Inputs;
  readonly fn: CaseFunction;
}

type Opset = 13 | 16 | 17 | 18 | 26;
const opsets: readonly Opset[] = [13, 18, 26];

/** Both strategies of convolution, for cases whose graph depends on it. */
export const bothStrategies: readonly ConvolutionStrategy[] = ['direct', 'cpu'];

/** Elements added at indices need ONNX's reductions of ScatterND and ScatterElements. */
export const scattered = { since: 16 } as const;

/** A case: `fn` of these tensors has the same results in tfjs and in ONNX Runtime. */
export function lowers<Given extends Inputs>(
  name: string,
  inputs: Given,
  fn: (tensors: { [Name in keyof Given]: TensorOf<Given[Name]> }) => tf.Tensor | tf.Tensor[],
  options: Options = {},
): LoweringCase {
  // The tensors that `fn` takes are made of these numbers.
  return { name, inputs, fn: fn as CaseFunction, ...options };
}

/**
 * Runs a case with all its strategies and opsets. Returns the first difference, with strategy, opset,
 * output, element and the graph's operators; '' where there is none.
 */
export async function firstDifference(given: LoweringCase): Promise<string> {
  const expected = onTfjs(given.inputs, given.fn);
  for (const convolution of given.convolutions ?? ['direct']) {
    for (const opset of given.opsets ?? opsets) {
      const computed = onOnnxRuntime(given.inputs, given.fn, { convolution, opset });
      if (opset < (given.since ?? 0)) {
        const reason = await computed.then(() => 'is not refused', messageOf);
        const isClear = reason.endsWith(`; choose opset ${given.since} or later`);
        if (isClear) continue;
        return `opset ${opset}: ${reason}`;
      }
      const { results, model } = await computed;
      for (const [name, want] of Object.entries(expected)) {
        const complaint = difference(results[name], want, given.tolerance ?? 1e-5);
        if (complaint === undefined) continue;
        return `${convolution} form, opset ${opset}: ${name} ${complaint}\n${operators(model)}`;
      }
    }
  }
  return '';
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** How a result differs from what tfjs computes; undefined where it does not. */
export function difference(
  got: HostTensor | undefined,
  want: Numbers,
  tolerance: number,
): string | undefined {
  if (!got) return 'is missing';
  if (got.dtype !== want.dtype) return `is ${got.dtype}, in tfjs ${want.dtype}`;
  if (!isDeepStrictEqual(got.dims, want.shape)) {
    return `has shape [${got.dims.join()}], in tfjs [${want.shape.join()}]`;
  }
  const close = (a: number, b: number) =>
    Object.is(a, b) ||
    a === b ||
    (Number.isFinite(b) && Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)));
  const at = want.values.findIndex((value, i) => !close(Number(got.data[i]), value));
  if (at < 0) return undefined;
  const around = (all: ArrayLike<number | bigint>) =>
    Array.from({ length: Math.min(8, want.values.length - at) }, (_, i) => String(all[at + i]));
  return `from element ${at} is ${around(got.data).join()}, in tfjs ${around(want.values).join()}`;
}

const operators = (model: OnnxModel) =>
  model.graph.nodes.map((node) => `${node.op}(${node.inputs.join()})`).join('\n');
