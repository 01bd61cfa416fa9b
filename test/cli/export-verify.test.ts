/** `ganport export` compares the file with the model before it is written. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModelFile } from '@ganport/graph';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport } from './support/here.ts';
import { pixelModel, tokenModel, writeModel } from './support/material.ts';

const folder = temporaryFolder();
const file = (...path: string[]): string => join(folder, ...path);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

beforeAll(async () => {
  await writeModel(folder, 'pixels', pixelModel());
  await writeModel(folder, 'words', tokenModel());
});

test('a table of both sizes; metadata, hashes and differences in the report', async () => {
  writeFileSync(file('pixels', 'package.json'), '{"license": "MIT"}');
  const args = ['export', 'pixels', '--out', 'pixels.onnx', '--report', 'report.json'];
  const { code, stdout } = await ganport(folder, args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^compared with tfjs wasm, seed 1, tolerance 0\.001 /m);
  expect(stdout).toMatch(/^conv_input \[1, 64, 64, 3\] +out .* same$/m);
  expect(stdout).toMatch(/^conv_input \[2, 66, 67, 3\] +out .* same$/m);
  const report = JSON.parse(readFileSync(file('report.json'), 'utf8'));
  expect(report).toMatchObject({
    versions: { tfjs: expect.stringMatching(/^4\./), onnxruntime: expect.any(String) },
    sources: [
      { file: 'pixels/model.json', sha256: sha256(file('pixels', 'model.json')) },
      { file: 'pixels/weights.bin', sha256: sha256(file('pixels', 'weights.bin')) },
    ],
    result: { file: 'pixels.onnx', written: true, sha256: sha256(file('pixels.onnx')) },
    verification: { pass: true, seed: 1, tolerance: 1e-3, backend: 'wasm' },
  });
  const whole = createHash('sha256');
  for (const name of ['model.json', 'weights.bin'])
    whole.update(readFileSync(file('pixels', name)));
  const { metadata, docString } = await readModelFile(file('pixels.onnx'));
  expect(metadata).toMatchObject({
    'ganport.source': 'pixels/model.json',
    'ganport.source.sha256': whole.digest('hex'),
    'ganport.source.license': 'MIT',
  });
  expect(docString).toMatch(/^pixels\/model\.json \(sha256 \w{12}…\) by ganport \d/);
});

test('a file that differs is not written, and its first layer is named: exit code 1', async () => {
  const args = ['export', 'pixels', '--out', 'wrong.onnx', '--tolerance', '1e-12'];
  const { code, stdout, stderr } = await ganport(folder, [...args, '--report', 'wrong.json']);
  expect([code, stdout, existsSync(file('wrong.onnx'))]).toEqual([1, '', false]);
  expect(stderr).toMatch(/^conv_input \[1, 64, 64, 3\] +out .* different$/m);
  expect(stderr).toMatch(
    /^ganport: wrong\.onnx is not written: output out: differs by \de?.*; the first layer that differs is pixels\/conv .*computed by the node pixels\/conv\/\w+\n$/m,
  );
  expect(JSON.parse(readFileSync(file('wrong.json'), 'utf8'))).toMatchObject({
    result: { written: false },
    verification: {
      pass: false,
      backend: 'cpu',
      layers: [{ scope: 'pixels/conv', pass: false }, { scope: 'pixels/out' }],
      offender: { scope: 'pixels/conv' },
    },
  });
});

test('inputs that do not fit are refused, and nothing is written', async () => {
  const args = ['export', 'words', '--out', 'words.onnx', '--input', 'words=words.npy'];
  const { code, stderr } = await ganport(folder, args);
  expect([code, stderr]).toEqual([2, 'ganport: --input words: the model has the inputs tokens\n']);
  expect(existsSync(file('words.onnx'))).toBe(false);
});

test('bytes in: compared with the model on the numbers that they stand for', async () => {
  const args = ['export', 'pixels', '--out', 'bytes.onnx', '--layout', 'nchw', '--uint8-input'];
  const unknown = await ganport(folder, args);
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    'ganport: input conv_input: nothing says which numbers the bytes 0 and 255 are: give its range, for example { ranges: { conv_input: [-1, 1] } } or --input-range conv_input=-1..1\n',
  ]);
  const range = ['--input-range', 'conv_input=-1..1'];
  const { code, stdout } = await ganport(folder, [...args, ...range]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^conv_input \[2, 3, 66, 67\] +out .* same$/m);
  const { graph } = await readModelFile(file('bytes.onnx'));
  expect(graph.inputs[0]).toMatchObject({ dtype: 'uint8', shape: ['batch', 3, 'height', 'width'] });
  const parity = ['parity', 'bytes.onnx', '--reference', 'pixels', '--providers', 'cpu'];
  expect((await ganport(folder, parity)).code).toBe(0);
  const wrong = await ganport(folder, [...args, '--input-range', 'conv_input=1..-1']);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringMatching(/It must be NAME=MIN\.\.MAX/),
  ]);
});

test('--no-verify compares nothing', async () => {
  const args = ['export', 'words', '--out', 'words.onnx', '--no-verify', '--json'];
  const { code, stdout } = await ganport(folder, args);
  expect([code, JSON.parse(stdout).verification]).toEqual([0, null]);
});

describe('a GraphModel', () => {
  const float = { T: { type: 'DT_FLOAT' } };
  const dim = [{ size: '-1' }, { size: '64' }];
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: float.T, shape: { shape: { dim } } } },
    { name: 'net/tanh', op: 'Tanh', input: ['x'], attr: float },
    { name: 'net/exp', op: 'Exp', input: ['net/tanh'], attr: float },
  ];
  beforeAll(() => {
    mkdirSync(file('graph'));
    const modelTopology = { node, versions: {} };
    const json = { format: 'graph-model', modelTopology, weightsManifest: [] };
    writeFileSync(file('graph', 'model.json'), JSON.stringify(json));
  });

  test('with a constant in place of an input: parity gives it to the model', async () => {
    const ratio = {
      name: 'ratio',
      op: 'Placeholder',
      attr: { dtype: float.T, shape: { shape: {} } },
    };
    const scaled = { name: 'net/scaled', op: 'Mul', input: ['net/exp', 'ratio'], attr: float };
    const modelTopology = { node: [...node, ratio, scaled], versions: {} };
    mkdirSync(file('scaled'));
    const json = { format: 'graph-model', modelTopology, weightsManifest: [] };
    writeFileSync(file('scaled', 'model.json'), JSON.stringify(json));
    const args = ['export', 'scaled', '--out', 'scaled.onnx', '--constant'];
    expect((await ganport(folder, [...args, 'ratio=0.25'])).code).toBe(0);
    const { graph, metadata } = await readModelFile(file('scaled.onnx'));
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x']);
    expect(metadata).toHaveProperty(['ganport.constant.ratio']);
    const parity = ['parity', 'scaled.onnx', '--reference', 'scaled', '--providers', 'cpu'];
    expect((await ganport(folder, parity)).code).toBe(0);
    const unknown = await ganport(folder, [...args, 'ration=1']);
    expect(unknown.stderr).toBe('ganport: the model has no input ration; it has x, ratio\n');
  });

  test('that differs is not written, and its first node is named', async () => {
    const args = ['export', 'graph', '--out', 'graph-wrong.onnx', '--tolerance', '1e-12'];
    const { code, stderr } = await ganport(folder, args);
    expect([code, existsSync(file('graph-wrong.onnx'))]).toEqual([1, false]);
    expect(stderr).toMatch(/; the first layer that differs is net\/(tanh|exp) .*by the node net\//);
  });

  test('--layers compares its nodes', async () => {
    expect((await ganport(folder, ['export', 'graph', '--out', 'graph.onnx'])).code).toBe(0);
    const args = ['parity', 'graph.onnx', '--reference', 'graph', '--layers'];
    const { code, stdout } = await ganport(folder, [...args, '--providers', 'cpu']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^net\/tanh +\d\.\de[+-]\d\nnet\/exp +\d\.\de[+-]\d$/m);
    expect(stdout).toContain('node cpu: all 2 layers agree');
  });
});
