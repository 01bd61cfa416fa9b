/** A GraphModel twice: computed by tfjs's cpu backend, and exported, by ONNX Runtime. */
import type * as tf from '@tensorflow/tfjs';
import { exportModel, graphModelFunction, type ExportOptions } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import { compareTensors } from '@ganport/parity';
import { encodeTexts, type HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { expect } from 'vitest';
import { toHost, toNumbers } from '../../lowering/support/numbers.ts';
import { checkOnnx, onnxCheckerAvailable } from '../../support/onnx-checker.ts';
import { graphModel, type ModelSpec } from './graph-def.ts';

export type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * Exports a model and compares each output for each set of inputs.
 *
 * @param original what the model computes, where tfjs cannot compute it
 */
export async function agrees(
  spec: ModelSpec,
  sets: readonly Tensors[],
  original?: (inputs: Tensors) => Tensors,
  options?: ExportOptions,
): Promise<OnnxModel> {
  const model = await graphModel(spec);
  const onnx = await exportModel(model, options);
  if (onnxCheckerAvailable().available) await checkOnnx(onnx.bytes());
  const { compute } = graphModelFunction(model);
  const session = await createSession(onnx.bytes(), { providers: ['cpu'], threads: 1 });
  try {
    for (const inputs of sets) {
      const expected = original ? original(inputs) : await compute(inputs);
      const feeds = Object.entries(inputs).map(([name, x]) => [name, hostOf(x)] as const);
      const results = await session.run(Object.fromEntries(feeds));
      expect(Object.keys(results).toSorted()).toEqual(Object.keys(expected).toSorted());
      for (const [name, tensor] of Object.entries(expected)) {
        const result = results[name] as HostTensor;
        expect(result.dims).toEqual(tensor.shape);
        expect(compareTensors(result, hostOf(tensor)).maxAbs).toBeLessThan(1e-5);
      }
    }
  } finally {
    await session.dispose();
  }
  return onnx;
}

/** The numbers or the texts of a tensor. */
const hostOf = (x: tf.Tensor): HostTensor =>
  x.dtype === 'string'
    ? { dtype: 'string', dims: x.shape, data: encodeTexts(x.dataSync<'string'>()) }
    : toHost(toNumbers(x));
