/**
 * Models that Keras 2 and 3 wrote, against what TensorFlow computes with them: fixtures/keras/make.py. tfjs
 * itself loads none of them.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportModel } from '@ganport/export';
import { createSession } from '@ganport/runtime/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTfjsModel } from '../layers-model-file.ts';
import { tf } from '../tfjs.ts';

interface Numbers {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32';
  readonly data: number[];
}

interface Written {
  readonly name: string;
  readonly topology: object;
  readonly weights: readonly Numbers[];
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
}

const root = mkdtempSync(join(tmpdir(), 'ganport-keras-'));
beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterAll(() => rmSync(root, { recursive: true }));

const modelsOf = (version: number) => {
  const path = join(import.meta.dirname, `../../../../fixtures/keras/keras-${version}.json`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { models: Written[] }).models;
};

/** As tensorflowjs_converter writes them. */
function files(
  folder: string,
  { topology, weights }: Pick<Written, 'topology' | 'weights'>,
): string {
  const path = join(root, folder);
  mkdirSync(path);
  const bytes = weights.map(({ data, dtype }) =>
    Buffer.from((dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data)).buffer),
  );
  writeFileSync(join(path, 'weights.bin'), Buffer.concat(bytes));
  const specs = weights.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
  const weightsManifest = [{ paths: ['weights.bin'], weights: specs }];
  const json = {
    format: 'layers-model',
    modelTopology: { model_config: topology },
    weightsManifest,
  };
  writeFileSync(join(path, 'model.json'), JSON.stringify(json));
  return join(path, 'model.json');
}

/** What converters take out of a topology of Keras 3. */
const withoutModules = (topology: object): object =>
  JSON.parse(JSON.stringify(topology), (key, value: unknown) =>
    key === 'module' || key === 'registered_name' ? undefined : value,
  ) as object;

/** The largest difference of each output from TensorFlow's, of tfjs and of ONNX Runtime. */
async function differencesOf(folder: string, written: Written): Promise<number[]> {
  const { inputs, outputs } = written;
  const model = (await readTfjsModel(files(folder, written))) as tf.LayersModel;
  const tensors = inputs.map(({ data, shape, dtype }) => tf.tensor(data, shape, dtype));
  const results = [model.predict(tensors.length > 1 ? tensors : (tensors[0] as tf.Tensor))].flat();
  const onnx = await exportModel(model);
  const session = await createSession(onnx.bytes(), { providers: ['cpu'] });
  const feeds = inputs.map(({ shape: dims, dtype, data }, i) => [
    model.inputNames[i],
    { dtype, dims, data: dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data) },
  ]);
  const ran = await session.run(Object.fromEntries(feeds) as Parameters<typeof session.run>[0]);
  const differences = outputs.flatMap(({ data }, i) => {
    const name = session.outputs[i]?.name as string;
    const scale = Math.max(1, ...data.map(Math.abs));
    return [results[i]?.dataSync(), ran[name]?.data].map((got) => {
      const numbers = Array.from(got as Float32Array, Number);
      if (numbers.length !== data.length) return NaN;
      return Math.max(...data.map((value, k) => Math.abs(value - (numbers[k] ?? NaN)) / scale));
    });
  });
  await session.dispose();
  tf.dispose([model.weights.map((weight) => weight.read()), tensors, results]);
  return differences;
}

const TOLERANCE = 2e-6;

describe.each([2, 3])('Keras %i', (version) => {
  test.each(modelsOf(version))('$name', async (written) => {
    const differences = await differencesOf(`${version}-${written.name}`, written);
    expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
  });
});

test.each(modelsOf(3))('$name of Keras 3 without its modules', async (written) => {
  const plain = { ...written, topology: withoutModules(written.topology) };
  const differences = await differencesOf(`plain-${written.name}`, plain);
  expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
});
