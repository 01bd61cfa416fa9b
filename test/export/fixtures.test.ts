/** The models of fixtures/, exported and run: their outputs are the golden ones. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportModel, traceFunction } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import {
  goldenOf,
  loadGraphFixture,
  loadLayersFixture,
  type FixtureName,
} from '../support/fixtures.ts';
import { checkOnnx, onnxCheckerAvailable } from '../support/onnx-checker.ts';

beforeAll(() => tf.setBackend('cpu'));
afterAll(() => tf.disposeVariables());

/** The outputs of an exported fixture for its golden inputs. */
async function run(name: FixtureName, model: OnnxModel): Promise<Record<string, HostTensor>> {
  if (onnxCheckerAvailable().available) await checkOnnx(model.bytes());
  const session = await createSession(model.bytes(), { providers: ['cpu'] });
  try {
    const inputs = Object.entries(goldenOf(name).inputs).map(([input, { dtype, shape, data }]) => {
      const array = dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data);
      return [input, { dtype, dims: shape, data: array }] as const;
    });
    return await session.run(Object.fromEntries(inputs));
  } finally {
    await session.dispose();
  }
}

function expectGolden(name: FixtureName, results: Readonly<Record<string, HostTensor>>): void {
  const { outputs } = goldenOf(name);
  expect(Object.keys(results)).toEqual(Object.keys(outputs));
  for (const [output, { shape, data }] of Object.entries(outputs)) {
    expect(results[output]?.dims).toEqual(shape);
    const actual = Array.from((results[output]?.data ?? []) as Float32Array);
    for (const [i, value] of data.entries()) expect(actual[i]).toBeCloseTo(value, 5);
  }
}

const names = ['layers', 'several-inputs', 'recurrent'] as const;
const opsets = [13, 18, 26];

test.each(names.flatMap((name) => opsets.map((opset) => [name, opset] as const)))(
  'the layers model %s at opset %i',
  async (name, opset) => {
    const model = await loadLayersFixture(name);
    expectGolden(name, await run(name, await exportModel(model, { opset })));
  },
);

test('a graph model is traced as a function, with its weights as constants', async () => {
  const model = await loadGraphFixture('graph');
  const traced = await traceFunction((inputs) => ({ y: model.predict(inputs) as tf.Tensor }), {
    x: { shape: ['batch', 4] },
  });
  expect(traced.graph.inputs.map(({ name }) => name)).toEqual(['x']);
  expectGolden('graph', await run('graph', traced));
});
