/**
 * One function computed twice: eagerly by tfjs's cpu backend, and as a graph by ONNX Runtime's CPU
 * provider. onnx's checker validates every graph, where it is installed.
 */
import * as tf from '@tensorflow/tfjs';
import { traceFunction, type TraceOptions } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { checkOnnx, onnxCheckerAvailable } from '../../support/onnx-checker.ts';
import { toHost, toNumbers, toTensor, type Numbers } from './numbers.ts';

export type Inputs = Readonly<Record<string, Numbers>>;
export type CaseFunction = (inputs: Record<string, tf.Tensor>) => tf.Tensor | tf.Tensor[];

/** Results are named y0, y1 … in order. */
const named = (result: tf.Tensor | tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries([result].flat().map((tensor, i) => [`y${i}`, tensor]));

export function onTfjs(inputs: Inputs, fn: CaseFunction): Record<string, Numbers> {
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

/** @throws Error with the checker's message if the graph is not valid ONNX */
export async function onOnnxRuntime(
  inputs: Inputs,
  fn: CaseFunction,
  options: TraceOptions,
): Promise<{ model: OnnxModel; results: Record<string, HostTensor> }> {
  const specs = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  );
  const model = await traceFunction((tensors) => named(tf.tidy(() => fn(tensors))), specs, options);
  const bytes = model.bytes();
  if (onnxCheckerAvailable().available) await checkOnnx(bytes);
  const session = await createSession(bytes, { providers: ['cpu'], threads: 1 });
  try {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, numbers]) => [name, toHost(numbers)]),
    );
    return { model, results: await session.run(feeds) };
  } finally {
    await session.dispose();
  }
}
