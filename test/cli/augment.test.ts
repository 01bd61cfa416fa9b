/** `ganport augment`: what it writes is read by numpy, keras and PyTorch as it is. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { encodeImage, openDataset } from '@ganport/lab';
import { exportModel } from '@ganport/export';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startGanport, temporaryFolder, type Finished } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { pixelModel } from './support/material.ts';

tf.enableProdMode();

const folder = temporaryFolder();
const file = (...path: string[]): string => join(folder, ...path);

const digits = Array.from({ length: 10 }, (_, i) => String(i));

/** Noise and an embedded label to images of 28 × 28: an untrained conditional generator. */
async function writeGenerator(name: string, classes: readonly string[]): Promise<void> {
  const noise = tf.input({ name: 'noise', shape: [6] });
  const label = tf.input({ name: 'label', shape: [], dtype: 'int32' });
  const vector = tf.layers.embedding({ inputDim: classes.length, outputDim: 4 }).apply(label);
  const joined = tf.layers.concatenate().apply([noise, vector as tf.SymbolicTensor]);
  const pixels = tf.layers.dense({ units: 784, activation: 'tanh' }).apply(joined);
  const image = tf.layers.reshape({ name: 'image', targetShape: [28, 28, 1] }).apply(pixels);
  const model = tf.model({ inputs: [noise, label], outputs: image as tf.SymbolicTensor });
  const metadata = { 'ganport.classes': JSON.stringify(classes) };
  await (await exportModel(model, { metadata })).save(file(name));
}

/** A classifier of ten classes that gives each about a tenth: some images more, some less. */
async function writeClassifier(name: string): Promise<void> {
  const image = tf.input({ name: 'image', shape: [28, 28, 1] });
  const flat = tf.layers.flatten().apply(image);
  const kernelInitializer = tf.initializers.randomNormal({ stddev: 0.01 });
  const logits = tf.layers.dense({ name: 'logits', units: 10, kernelInitializer }).apply(flat);
  const model = tf.model({ inputs: image, outputs: logits as tf.SymbolicTensor });
  await (await exportModel(model)).save(file(name));
}

/** 50 images of 28 × 28 in MNIST's kind of file, each of one gray, five levels from the next. */
function writeTrainingImages(name: string): void {
  const header = Buffer.alloc(16);
  for (const [i, word] of [0x0803, 50, 28, 28].entries()) header.writeInt32BE(word, 4 * i);
  const pixels = Uint8Array.from({ length: 50 * 784 }, (_, i) => 5 * Math.floor(i / 784));
  writeFileSync(file(name), Buffer.concat([header, pixels]));
}

const finished: Finished[] = [];

beforeAll(async () => {
  await tf.setBackend('cpu');
  await writeGenerator('digits.onnx', digits);
  await writeClassifier('classifier.onnx');
  writeTrainingImages('few-images-idx3-ubyte');
  // Each way to reject near-duplicates once; the distance is measured on a set that is small.
  const nearDuplicates = {
    png: ['--data', 'few-images-idx3-ubyte'],
    idx: ['--near-duplicates', '0.01'],
    npz: ['--near-duplicates', 'off'],
  };
  for (const [format, flags] of Object.entries(nearDuplicates)) {
    const size = ['--per-class', '4', '--classes', '0-8,9', '--seed', '3', '--min-confidence', '0'];
    const args = ['augment', 'digits.onnx', '--format', format, '--out', format, ...size, ...flags];
    finished.push(await succeed(folder, args));
  }
});

test('the three formats hold the same images', async () => {
  expect(finished.map(({ stdout, stderr }) => stdout + stderr)).toEqual(
    ['png', 'idx', 'npz'].map(
      (format) =>
        `wrote ${format}: 40 images of 40 drawn, computed on cpu\n` +
        'rejected: 0 of doubtful class, 0 near-duplicates of training images\n',
    ),
  );
  const read = async (path: string) => {
    const set = await openDataset(file(path));
    const out = new Float32Array(40 * 784);
    await set.read(
      Int32Array.from({ length: 40 }, (_, i) => i),
      out,
    );
    const images = Array.from({ length: 40 }, (_, i) => {
      return `${set.labels?.[i]} ${out.subarray(i * 784, (i + 1) * 784).join()}`;
    });
    return images.toSorted((a, b) => (a < b ? -1 : 1));
  };
  const png = await read('png');
  expect(new Set(png).size).toBe(40);
  expect(await read('idx')).toEqual(png);
  expect(await read('npz/train.npz')).toEqual(png);
});

test('images that the classifier rejects are counted', async () => {
  const args = ['augment', 'digits.onnx', '--per-class', '3', '--classes', '7', '--out', 'sure'];
  const filter = [
    '--classifier',
    'classifier.onnx',
    '--min-confidence',
    '0.1',
    '--near-duplicates',
    'off',
  ];
  const { stderr } = await succeed(folder, [...args, ...filter]);
  const [, drawn, unsure] = /of (\d+) drawn.*\nrejected: (\d+) of doubtful/.exec(stderr) ?? [];
  expect(Number(drawn) - Number(unsure)).toBe(3);
  expect(readdirSync(file('sure', '7'))).toHaveLength(3);
});

test('a run: the generator of its checkpoint, and the data that it was trained on', async () => {
  for (const [i, name] of ['cat', 'dog'].entries()) {
    mkdirSync(file('pets', name), { recursive: true });
    const data = Uint8Array.from({ length: 64 }, (_, k) => (i * 50 + 3 * k) % 256);
    const image = await encodeImage({ width: 8, height: 8, channels: 1, data }, 'png');
    writeFileSync(file('pets', name, 'one.png'), image);
  }
  const size = ['--width', '0.03', '--batch-size', '2', '--threads', '1', '--steps', '2'];
  await succeed(folder, ['train', 'cgan', '--data', 'pets', '--out', 'run', ...size]);
  // An older file in the run, of other classes, is not used.
  copyFileSync(file('digits.onnx'), file('run', 'generator.onnx'));
  renameSync(file('pets'), file('moved'));
  const args = ['augment', 'run', '--per-class', '1', '--min-confidence', '0', '--out', 'from-run'];
  const origin = 'run: the generator of step 2\n';
  const missing = await ganport(folder, args);
  const problem = 'ganport: pets: no such file or folder, and no data set of this name; ';
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain(origin + problem);
  await succeed(folder, [...args, '--near-duplicates', 'off', '--format', 'npz']);
  expect(JSON.parse(readFileSync(file('from-run', 'augment.json'), 'utf8'))).toMatchObject({
    model: 'run',
    step: 2,
    classes: ['cat', 'dog'],
  });
});

test('Ctrl-C leaves nothing', async () => {
  const args = ['augment', 'digits.onnx', '--per-class', '100000', '--min-confidence', '0'];
  const started = startGanport(folder, [...args, '--near-duplicates', 'off', '--out', 'stopped']);
  const leftovers = () => readdirSync(folder).filter((name) => /stopped|\.tmp$/.test(name));
  await expect.poll(leftovers, { timeout: 60_000 }).toHaveLength(1);
  started.child.kill('SIGINT');
  const { code, stdout, stderr } = await started.finished();
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toBe('stopping, nothing is written (Ctrl-C again quits at once)\n');
  expect(leftovers()).toEqual([]);
});

describe('refused, and nothing is left', () => {
  beforeAll(async () => {
    await (await exportModel(pixelModel())).save(file('pixels.onnx'));
  });
  test.each<[string, readonly string[], number, string]>([
    ['no model', ['nowhere.onnx'], 1, 'nowhere.onnx: no such file or folder'],
    ['a model of another kind', ['pixels.onnx'], 1, 'a conditional generator has noise float32'],
    ['a folder that is no run', ['png'], 1, 'png: not the folder of a run'],
    ['an unknown class', ['digits.onnx', '--classes', '7-10'], 2, "there is no class '10'"],
    ['a probability above 1', ['digits.onnx', '--min-confidence', '1.5'], 2, 'from 0 to 1'],
    ['an invalid distance', ['digits.onnx', '--near-duplicates', 'far'], 2, 'above 0'],
    ['an unknown format', ['digits.onnx', '--format', 'jpeg'], 2, 'png, idx, npz'],
    [
      'a generator whose images never pass',
      [
        'digits.onnx',
        '--classifier',
        'classifier.onnx',
        '--min-confidence',
        '1',
        '--near-duplicates',
        'off',
      ],
      1,
      'of doubtful class, 0 near-duplicates), 2 are needed',
    ],
  ])('%s', async (_, args, exitCode, reason) => {
    const rest = ['--per-class', '2', '--out', 'never'];
    const { code, stdout, stderr } = await ganport(folder, ['augment', ...args, ...rest]);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(/^ganport: .*\n$/);
    expect(stderr).toContain(reason);
    expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
  });

  test('a folder that holds something', async () => {
    const args = [
      'augment',
      'digits.onnx',
      '--per-class',
      '1',
      '--min-confidence',
      '0',
      '--out',
      'png',
    ];
    const { code, stderr } = await ganport(folder, args);
    expect([code, stderr]).toEqual([
      1,
      'ganport: png: is not empty; remove it or choose another folder\n',
    ]);
    expect(readdirSync(file('png', '3'))).toHaveLength(4);
  });
});

const python = join(import.meta.dirname, '..', '..', '.peers', 'python', 'bin', 'python');
const readers = `
import csv, json, os, sys
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import numpy as np, torch, keras
root = sys.argv[1]
npz = np.load(os.path.join(root, 'npz', 'train.npz'))
x, y = npz['x_train'], npz['y_train']
raw = np.fromfile(os.path.join(root, 'idx', 'train-images-idx3-ubyte'), np.uint8)
dims = raw[:16].view('>i4')
idx = raw[16:].reshape(dims[1], dims[2], dims[3])
labels = np.fromfile(os.path.join(root, 'idx', 'train-labels-idx1-ubyte'), np.uint8)[8:]
folder = keras.utils.image_dataset_from_directory(os.path.join(root, 'png'), color_mode='grayscale',
    image_size=(28, 28), batch_size=None, shuffle=False, verbose=False)
images = [(int(label), image.numpy()[:, :, 0].astype(np.uint8).tobytes()) for image, label in folder]
with open(os.path.join(root, 'png', 'labels.csv'), newline='') as file:
    rows = list(csv.DictReader(file))
pairs = lambda images, labels: sorted((int(l), i.tobytes()) for i, l in zip(images, labels))
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y)), 8)
print(json.dumps({
    'shape': x.shape, 'types': [str(x.dtype), str(y.dtype)], 'magic': int(dims[0]),
    'idx': bool((idx == x).all() and (labels == y).all()),
    'keras': sorted(images) == pairs(x, y), 'classes': folder.class_names,
    'csv': all(os.path.exists(os.path.join(root, 'png', r['filename'])) and r['filename'].startswith(r['label'] + '/') for r in rows),
    'rows': len(rows), 'torch': sum(len(b) for b, _ in loader),
}))`;

// Not everywhere: npm run peers sets up the Python that this needs, and --only onnx a part of it.
const hasReaders =
  existsSync(python) && spawnSync(python, ['-c', 'import keras, numpy, torch']).status === 0;
test.skipIf(!hasReaders)('numpy, keras and PyTorch read what was written', () => {
  const { stdout, stderr, status } = spawnSync(python, ['-c', readers, folder], {
    encoding: 'utf8',
  });
  expect([status, stderr.includes('Traceback') ? stderr : '']).toEqual([0, '']);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
    shape: [40, 28, 28],
    types: ['uint8', 'uint8'],
    magic: 0x0803,
    idx: true,
    keras: true,
    classes: digits,
    csv: true,
    rows: 40,
    torch: 40,
  });
});
