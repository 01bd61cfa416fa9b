import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { int64Vector } from '../graph/constant.ts';
import type { Model } from '../graph/graph.ts';
import { parseGraph } from '../graph/parse.ts';
import { readModelFile, writeModelFile } from './file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganport-file-'));
});
afterEach(async () => rm(folder, { recursive: true }));

function modelOf(text: string): Model {
  const producer = { producerName: 'ganport', producerVersion: '1' };
  return { graph: parseGraph(text), irVersion: 8, opsets: { '': 18 }, metadata: {}, ...producer };
}

const small = modelOf('g (float[2] x) => (float[2] y) <float[2] w = {1, 2}> { y = Add(x, w) }');

/** Two tensors that go outside, and one that is too small to. */
const large: Model = {
  ...small,
  graph: {
    ...small.graph,
    initializers: new Map([
      ...small.graph.initializers,
      ['a', int64Vector(Array.from({ length: 200 }, (_, index) => index))],
      ['b', int64Vector(Array.from({ length: 300 }, (_, index) => -index))],
    ]),
  },
};

const refused = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

test('what is saved is read back', async () => {
  const path = join(folder, 'm.onnx');
  await writeModelFile(small, path);
  await writeModelFile(large, path);
  expect(await readModelFile(path)).toEqual(large);
  expect(await readdir(folder)).toEqual(['m.onnx']);
});

test('large tensors go to a file beside the model on demand', async () => {
  const path = join(folder, 'm.onnx');
  await writeModelFile(large, path, { externalData: true });
  expect(await readdir(folder)).toEqual(['m.onnx', 'm.onnx.data']);
  expect(await readModelFile(path)).toEqual(large);
});

test('a model without large tensors has no second file', async () => {
  await writeModelFile(small, join(folder, 'm.onnx'), { externalData: true });
  expect(await readdir(folder)).toEqual(['m.onnx']);
});

test('a path that cannot be written is named, and nothing is left', async () => {
  const nowhere = join(folder, 'nowhere', 'm.onnx');
  await expect(writeModelFile(small, nowhere)).rejects.toThrow(
    refused('file', /nowhere\/m\.onnx could not be written: its folder does not exist/),
  );
  const taken = join(folder, 'taken');
  await mkdir(taken);
  await expect(writeModelFile(large, taken)).rejects.toThrow(refused('file', /could not be/));
  expect(await readdir(folder)).toEqual(['taken']);
});

test('a file that is not there or not a model is named', async () => {
  await expect(readModelFile(join(folder, 'none.onnx'))).rejects.toThrow(
    refused('file', /none\.onnx could not be read: there is no such file; check the path$/),
  );
  await writeFile(join(folder, 'text.onnx'), 'text');
  await expect(readModelFile(join(folder, 'text.onnx'))).rejects.toThrow(
    refused('bad-model', /text\.onnx: this is not an ONNX model/),
  );
});

test('data that is cut short, missing or a link to another folder is refused', async () => {
  const path = join(folder, 'm.onnx');
  const data = `${path}.data`;
  await writeModelFile(large, path, { externalData: true });
  await truncate(data, 5000);
  await expect(readModelFile(path)).rejects.toThrow(
    refused('bad-model', /tensor b needs 2400 bytes at 4096 of m\.onnx\.data, which has only 904/),
  );
  await rm(data);
  await expect(readModelFile(path)).rejects.toThrow(refused('file', /m\.onnx\.data could not be/));
  await symlink('/dev/zero', data);
  await expect(readModelFile(path)).rejects.toThrow(
    refused('bad-model', /links to \/dev\/zero, another folder/),
  );
});

test('anything but a regular file is refused at once', async () => {
  const pipe = join(folder, 'pipe.onnx');
  execFileSync('mkfifo', [pipe]);
  await expect(readModelFile(pipe)).rejects.toThrow(
    refused('file', /it is a named pipe, not a regular file/),
  );
  await expect(readModelFile('/dev/zero')).rejects.toThrow(
    refused('file', /it is a device, not a regular file/),
  );
  const path = join(folder, 'm.onnx');
  await writeModelFile(large, path, { externalData: true });
  await rm(`${path}.data`);
  execFileSync('mkfifo', [`${path}.data`]);
  await expect(readModelFile(path)).rejects.toThrow(refused('bad-model', /has only 0 there/));
});
