/** `ganport triton`: repositories against Triton's own definitions, its rules, and the numbers of images. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { openModel } from '@ganport/lab';
import { decodeTexts, hostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { type RepositoryOptions, writeTritonRepository } from '@ganport/serve';
import { describe, expect, test } from 'vitest';
import { ganportHere } from '../cli/support/here.ts';
import { temporaryFolder, writeModel } from './support/models.ts';
import { missingModules, python } from '../support/python-peers.ts';

const folder = temporaryFolder();
const session = { providers: ['cpu'] } as const;
const config = (out: string, name: string) => readFileSync(join(out, name, 'config.pbtxt'), 'utf8');

async function write(path: string, name: string, options: Partial<RepositoryOptions> = {}) {
  const out = join(folder, name);
  return {
    out,
    ...(await writeTritonRepository(await openModel(path), { out, session, ...options })),
  };
}

const generator = await writeModel(folder, 'generator');

describe('the files of a generator', async () => {
  const { out, models, alone } = await write(generator, 'plain', {
    ...{ device: 'cuda', instances: 2, threads: 3, maxBatch: 16, maxDelay: 5, maxQueue: 9 },
  });

  test('a folder a model, the names of the classes, and a version each', () => {
    expect([models, alone]).toEqual([
      ['generator', 'generator-pixels', 'generator-images'],
      undefined,
    ]);
    expect(readdirSync(out, { recursive: true }).map(String).toSorted()).toEqual(
      [
        ...['generator', 'generator/1', 'generator/1/model.onnx', 'generator/config.pbtxt'],
        ...['generator/labels.txt', 'generator-pixels', 'generator-pixels/1'],
        ...['generator-pixels/1/model.onnx', 'generator-pixels/config.pbtxt'],
        ...['generator-images', 'generator-images/1', 'generator-images/config.pbtxt'],
      ].toSorted(),
    );
    expect(readFileSync(join(out, 'generator', 'labels.txt'), 'utf8')).toBe('cat\ndog\n');
  });

  test('the configuration', () => {
    expect(config(out, 'generator')).toMatchInlineSnapshot(`
      "name: "generator"
      backend: "onnxruntime"
      max_batch_size: 16
      input {
        name: "noise"
        data_type: TYPE_FP32
        dims: [ 4 ]
      }
      input {
        name: "label"
        data_type: TYPE_INT32
        dims: [ 1 ]
        reshape {
          shape: [  ]
        }
      }
      output {
        name: "image"
        data_type: TYPE_FP32
        dims: [ 2, 2, 1 ]
      }
      instance_group {
        count: 2
        kind: KIND_GPU
      }
      dynamic_batching {
        max_queue_delay_microseconds: 5000
        default_queue_policy {
          timeout_action: REJECT
          max_queue_size: 9
        }
      }
      parameters {
        key: "intra_op_thread_count"
        value {
          string_value: "3"
        }
      }
      model_warmup {
        name: "warm-up-1"
        batch_size: 1
        inputs {
          key: "noise"
          value {
            data_type: TYPE_FP32
            dims: [ 4 ]
            random_data: true
          }
        }
        inputs {
          key: "label"
          value {
            data_type: TYPE_INT32
            dims: [ 1 ]
            zero_data: true
          }
        }
      }
      model_warmup {
        name: "warm-up-16"
        batch_size: 16
        inputs {
          key: "noise"
          value {
            data_type: TYPE_FP32
            dims: [ 4 ]
            random_data: true
          }
        }
        inputs {
          key: "label"
          value {
            data_type: TYPE_INT32
            dims: [ 1 ]
            zero_data: true
          }
        }
      }
      "
    `);
  });

  test('a model that is there is refused, and nothing is written', async () => {
    const again = join(folder, 'again');
    mkdirSync(join(again, 'generator-images', '1'), { recursive: true });
    const opened = await openModel(generator);
    await expect(writeTritonRepository(opened, { out: again, session })).rejects.toMatchObject({
      code: 'cannot-write',
      message: expect.stringMatching(/generator-images: is not empty/),
    });
    expect(readdirSync(again)).toEqual(['generator-images']);
  });
});

test('the ensemble computes the bytes of the images', async () => {
  const { out } = await write(generator, 'bytes');
  const run = async (name: string, feeds: Parameters<typeof opened.run>[0]) => {
    const opened = await createSession(join(out, name, '1', 'model.onnx'), session);
    const outputs = await opened.run(feeds);
    await opened.dispose();
    return outputs;
  };
  const opened = await createSession(generator, session);
  await opened.dispose();
  const noise = hostTensor(
    'float32',
    Float32Array.from({ length: 12 }, (_, i) => i / 4 - 1.5),
    [3, 4],
  );
  const label = hostTensor('int32', Int32Array.of(0, 1, 0), [3]);
  const { image } = await run('generator', { noise, label });
  const { pixels } = await run('generator-pixels', image ? { image } : {});
  const values = Array.from(image?.data ?? [], Number);
  const bytes = values.map((value) => Math.round((value + 1) * 127.5));
  expect(pixels).toEqual(hostTensor('uint8', Uint8Array.from(bytes), [3, 2, 2, 1]));
});

test('another range and layout, and values outside', async () => {
  const path = join(folder, 'planes.onnx');
  const graph = parseGraph('(float[n,3,1,2] x) => (float[n,3,1,2] image) { image = Identity(x) }');
  const metadata = { 'ganport.range.image': '0 1', 'ganport.layout.image': 'NCHW' };
  await OnnxModel.fromGraph(graph, { metadata }).save(path);
  const { out } = await write(path, 'planes');
  const opened = await createSession(join(out, 'planes-pixels', '1', 'model.onnx'), session);
  const x = Float32Array.of(0, 1, 0.2, 0.4, -7, 7);
  const { pixels } = await opened.run({ image: hostTensor('float32', x, [1, 3, 1, 2]) });
  await opened.dispose();
  expect(pixels).toEqual(hostTensor('uint8', Uint8Array.of(0, 51, 0, 255, 102, 255), [1, 1, 2, 3]));
});

test('a model whose rows depend on each other has no batches', async () => {
  const path = await writeModel(folder, 'centered');
  const { out, models, alone } = await write(path, 'centered');
  expect([models, alone]).toEqual([['centered'], 'a row of output y depends on the other rows']);
  const text = config(out, 'centered');
  expect(text).toContain('max_batch_size: 0');
  expect(text).toContain('dims: [ -1, 2 ]');
  expect(text).not.toContain('dynamic_batching');
});

test('pixels of a model without images, or without channels of images', async () => {
  const path = await writeModel(folder, 'lookup');
  await expect(write(path, 'none', { pixels: true })).rejects.toThrow(/has no output of images/);
  expect((await write(path, 'none')).models).toEqual(['lookup']);
  const seven = join(folder, 'seven.onnx');
  const graph = parseGraph('(float[n,2,2,7] x) => (float[n,2,2,7] y) { y = Tanh(x) }');
  await OnnxModel.fromGraph(graph).save(seven);
  await expect(write(seven, 'seven')).rejects.toThrow(/not images of 1 or 3 channels/);
  expect((await write(seven, 'seven', { pixels: false })).models).toEqual(['seven']);
});

test('jets have the sizes of images, and no pixels', async () => {
  const path = join(folder, 'jets.onnx');
  const graph = parseGraph('(float[n,2,2,1] x) => (float[n,2,2,1] jet) { jet = Relu(x) }');
  await OnnxModel.fromGraph(graph, { metadata: { 'ganport.kind': 'jets' } }).save(path);
  expect((await write(path, 'jets')).models).toEqual(['jets']);
  await expect(write(path, 'jets-pixels', { pixels: true })).rejects.toThrow('no output of images');
});

/** Writes a model of identity with a kind's metadata. @returns its path */
async function identity(name: string, type: string, metadata: Record<string, string>) {
  const graph = parseGraph(`(${type} x) => (${type} y) { y = Identity(x) }`);
  const path = join(folder, `${name}.onnx`);
  await OnnxModel.fromGraph(graph, { metadata }).save(path);
  return path;
}
const writer = await identity('writer', 'float[n,3,4]', {
  'ganport.kind': 'text',
  'ganport.text.vocabulary': JSON.stringify(['', '\uFFFD', 'a', 'é']),
});

test('the ensemble of text gives the lines, up to the first padding', async () => {
  const { out, models } = await write(writer, 'text');
  expect(models).toEqual(['writer', 'writer-characters', 'writer-lines']);
  const path = join(out, 'writer-characters', '1', 'model.onnx');
  const opened = await createSession(path, session);
  // Characters a é �, then a padding a; of equal numbers the first counts.
  const oneHot = [2, 3, 1, 2, 0, 2].flatMap((one) => [0, 1, 2, 3].map((i) => Number(i === one)));
  const y = hostTensor('float32', Float32Array.from([...oneHot, ...Array(12).fill(1)]), [3, 3, 4]);
  const { lines } = await opened.run({ y });
  await opened.dispose();
  expect(lines?.dims).toEqual([3]);
  expect(decodeTexts(lines?.data ?? new Uint8Array())).toEqual(['aé\uFFFD', 'a', '']);
});

test('lines of a model without text, or whose characters are not known', async () => {
  await expect(write(generator, 'no-text', { lines: true })).rejects.toThrow(/no output of text/);
  const path = await identity('unknown', 'float[n,3,4]', { 'ganport.kind': 'text' });
  await expect(write(path, 'unknown')).rejects.toThrow(/with no characters in the file's metadata/);
  expect((await write(path, 'unknown', { lines: false })).models).toEqual(['unknown']);
});

const missing = missingModules('tritonclient', 'tritonclient.grpc');
describe.skipIf(missing !== undefined)(
  `Triton's definitions${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    test('read every configuration, with the same fields', async () => {
      const out = join(folder, 'defined');
      for (const name of ['generator', 'centered', 'lookup'] as const) {
        const path = await writeModel(folder, name);
        const device = name === 'lookup' ? 'cuda' : 'cpu';
        await writeTritonRepository(await openModel(path), { out, session, device });
      }
      const translator = await identity('translator', 'float[n,h,w,3]', {});
      const sounds = await identity('sounds', 'float[n,16,1]', { 'ganport.kind': 'audio' });
      for (const path of [writer, translator, sounds]) {
        await writeTritonRepository(await openModel(path), { out, session });
      }
      const files = readdirSync(out).map((name) => join(out, name, 'config.pbtxt'));
      const script = join(import.meta.dirname, 'support', 'check_config.py');
      const { status, stdout, stderr } = spawnSync(python, [script, ...files], {
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
      const told = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly name: string });
      const byName = Object.fromEntries(told.map((one) => [one.name, one]));
      expect(byName).toMatchObject({
        generator: {
          ...{ backend: 'onnxruntime', max_batch_size: 64 },
          input: [
            { name: 'noise', data_type: 'TYPE_FP32', dims: ['4'] },
            { name: 'label', data_type: 'TYPE_INT32', dims: ['1'], reshape: {} },
          ],
          output: [{ name: 'image', data_type: 'TYPE_FP32', dims: ['2', '2', '1'] }],
          instance_group: [{ count: 1, kind: 'KIND_CPU' }],
          dynamic_batching: {
            max_queue_delay_microseconds: '2000',
            default_queue_policy: { max_queue_size: 256 },
          },
          model_warmup: [
            { name: 'warm-up-1', batch_size: 1, inputs: { noise: { random_data: true } } },
            { name: 'warm-up-64', batch_size: 64, inputs: { label: { zero_data: true } } },
          ],
        },
        'generator-images': {
          platform: 'ensemble',
          output: [{ name: 'pixels', data_type: 'TYPE_UINT8', dims: ['2', '2', '1'] }],
          ensemble_scheduling: {
            step: [
              { model_name: 'generator', input_map: { noise: 'noise', label: 'label' } },
              { model_name: 'generator-pixels', output_map: { pixels: 'pixels' } },
            ],
          },
        },
        'writer-characters': { output: [{ name: 'lines', data_type: 'TYPE_STRING', reshape: {} }] },
        'writer-lines': {
          input: [{ name: 'x', dims: ['3', '4'] }],
          output: [{ name: 'lines', data_type: 'TYPE_STRING', dims: ['1'] }],
        },
        'translator-images': {
          input: [{ name: 'x', data_type: 'TYPE_FP32', dims: ['-1', '-1', '3'] }],
          output: [{ name: 'pixels', data_type: 'TYPE_UINT8', dims: ['-1', '-1', '3'] }],
        },
        sounds: { output: [{ name: 'y', data_type: 'TYPE_FP32', dims: ['16', '1'] }] },
        centered: { input: [{ name: 'x', dims: ['-1', '2'] }] },
        lookup: { instance_group: [{ kind: 'KIND_GPU' }] },
      });
    });
  },
);

describe('the command', () => {
  test('writes a repository and a manifest', async () => {
    const args = ['triton', generator, '--name', 'Pets', '--out', 'repository', '--max-batch', '8'];
    const kserve = ['--kserve', 'pets.yaml', '--storage-uri', 's3://bucket/models'];
    const { code, stdout, stderr } = await ganportHere(folder, [...args, ...kserve]);
    expect([code, stdout]).toEqual([0, 'Pets\nPets-pixels\nPets-images\n']);
    expect(stderr).toBe('wrote repository: Pets, Pets-pixels, Pets-images\nwrote pets.yaml\n');
    expect(readFileSync(join(folder, 'pets.yaml'), 'utf8')).toContain(
      'storageUri: s3://bucket/models',
    );
  });

  test.each([
    [['--kserve', 'a.yaml'], 2, '--kserve and --storage-uri: give both, or none'],
    [['--name', '../up'], 2, "'../up' is no name of a model"],
    [
      ['--kserve', 'a.yaml', '--storage-uri', 'models'],
      2,
      "--storage-uri 'models' must be an address",
    ],
    [['--kserve', 'taken.txt', '--storage-uri', 's3://a/b'], 2, 'exists and is no .yaml file'],
  ])('%j: exit code %i', async (args, exit, message) => {
    writeFileSync(join(folder, 'taken.txt'), 'mine');
    const all = ['triton', generator, '--out', 'refused', ...args];
    const { code, stderr } = await ganportHere(folder, all);
    expect([code, stderr]).toEqual([exit, expect.stringContaining(message)]);
    expect(readdirSync(folder)).not.toContain('refused');
  });
});
