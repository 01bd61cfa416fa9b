/**
 * The judge of lowerings: a tfjs function of tensors is computed by tfjs's cpu backend and, traced
 * into a graph, by ONNX Runtime's CPU provider, at several opsets; results must have the same dtype,
 * shape and numbers. All inputs are graph inputs, so nothing folds. onnx's checker sees every graph.
 */
import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { traceFunction, type ConvolutionForm, type OnnxModel } from '@ganport/export';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { checkOnnx, onnxCheckerAvailable } from '../../support/onnx-checker.ts';
import { toHost, toNumbers, toTensor, type Numbers } from './numbers.ts';

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
  /** |x − tfjs's| may be this times max(1, |tfjs's|); 1e-5 unless said. */
  readonly tolerance?: number;
  /** ['conv'] unless said. */
  readonly convolutions?: readonly ConvolutionForm[];
  /** All of `opsets` unless said. */
  readonly opsets?: readonly Opset[];
}

export interface LoweringCase extends Options {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Numbers>>;
  readonly fn: (inputs: Record<string, tf.Tensor>) => tf.Tensor | tf.Tensor[];
}

type Opset = 17 | 18 | 21;
const opsets: readonly Opset[] = [17, 18, 21];

/** The forms of convolution, for cases whose graph depends on it. */
export const bothForms: readonly ConvolutionForm[] = ['conv', 'matmul'];

/** A case: `fn` of tensors of these numbers is the same everywhere. */
export function lowers<Inputs extends Record<string, Numbers>>(
  name: string,
  inputs: Inputs,
  fn: (tensors: { [Name in keyof Inputs]: TensorOf<Inputs[Name]> }) => tf.Tensor | tf.Tensor[],
  options: Options = {},
): LoweringCase {
  // The tensors that `fn` gets are made of these very numbers.
  return { name, inputs, fn: fn as LoweringCase['fn'], ...options };
}

/**
 * Runs a case in all its forms and opsets: the first difference, with form, opset, output, element
 * and the graph's operators; '' where there is none.
 */
export async function firstDifference(given: LoweringCase): Promise<string> {
  const expected = onTfjs(given);
  for (const convolution of given.convolutions ?? ['conv']) {
    for (const opset of given.opsets ?? opsets) {
      const { results, model } = await onOnnxRuntime(given, convolution, opset);
      for (const [name, want] of Object.entries(expected)) {
        const complaint = difference(results[name], want, given.tolerance ?? 1e-5);
        if (complaint === undefined) continue;
        return `${convolution} form, opset ${opset}: ${name} ${complaint}\n${operators(model)}`;
      }
    }
  }
  return '';
}

const named = (result: tf.Tensor | tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries([result].flat().map((tensor, i) => [`y${i}`, tensor]));

function onTfjs({ inputs, fn }: LoweringCase): Record<string, Numbers> {
  void tf.setBackend('cpu');
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, numbers]) => [name, toTensor(numbers)]),
  );
  const results = named(tf.tidy(() => fn(tensors)));
  const numbers = Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [name, toNumbers(tensor)]),
  );
  tf.dispose([tensors, results]);
  return numbers;
}

async function onOnnxRuntime(given: LoweringCase, convolution: ConvolutionForm, opset: number) {
  const specs = Object.fromEntries(
    Object.entries(given.inputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  );
  const model = await traceFunction((inputs) => named(tf.tidy(() => given.fn(inputs))), specs, {
    convolution,
    opset,
  });
  const bytes = model.bytes();
  if (onnxCheckerAvailable().available) await checkOnnx(bytes);
  const session = await createSession(bytes, { providers: ['cpu'], threads: 1 });
  try {
    const feeds = Object.fromEntries(
      session.inputs.map(({ name }) => [name, toHost(given.inputs[name] as Numbers)]),
    );
    return { model, results: await session.run(feeds) };
  } finally {
    await session.dispose();
  }
}

function difference(
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
    Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  const at = want.values.findIndex((value, i) => !close(Number(got.data[i]), value));
  if (at < 0) return undefined;
  const around = (all: ArrayLike<number | bigint>) =>
    Array.from({ length: Math.min(8, want.values.length - at) }, (_, i) => String(all[at + i]));
  return `from element ${at} is ${around(got.data).join()}, in tfjs ${around(want.values).join()}`;
}

const operators = (model: OnnxModel) =>
  model.graph.nodes.map((node) => `${node.op}(${node.inputs.join()})`).join('\n');
