/** `ganport export` of an ONNX file in float16 and in 8 bits. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OnnxModel, readModelFile } from '@ganport/graph';
import { beforeAll, expect, test } from 'vitest';
import { network } from '../precision/support/networks.ts';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);

/** The product of the network's output with itself exceeds 65,504. */
const graph = network(
  `wide (float[N,16] x, float[16,32] w) => (float[N,32] y) <float large = {1000}> {
    a = MatMul(x, w)
    b = Mul(a, large)
    c = Mul(b, b)
    y = Sigmoid(c)
  }`,
  { w: [16, 32] },
);

beforeAll(() => OnnxModel.fromGraph(graph).save(file('wide.onnx')));

test('float16: prints what overflows on random inputs, the sizes and the loss', async () => {
  const args = ['export', 'wide.onnx', '--out', 'half.onnx', '--precision', 'float16'];
  const { stdout, stderr } = await succeed(folder, args);
  expect(stderr).toContain('stays float32: c, y (float16 does not hold the values of c)\n');
  expect(stdout).toMatch(/^size +0\.00\d MB → 0\.00\d MB \(\d\d\.\d %\)$/m);
  expect(stdout).toMatch(/^loss y +max .*, mean .*, PSNR .* dB, same top-1 .* %$/m);
  const { graph: half, metadata } = await readModelFile(file('half.onnx'));
  expect(half.initializers.get('w')?.dtype).toBe('float16');
  expect(metadata['ganport.precision']).toBe('float16');
});

test('static: calibrated with an array, with external data, as JSON', async () => {
  writeFileSync(file('x.npy'), npy([24, 16]));
  const args = ['export', 'wide.onnx', '--out', 'small.onnx', '--quantize', 'static'];
  const more = ['--calibration', 'x.npy', '--percentile', '99', '--external-data', '--json'];
  const { stdout } = await succeed(folder, [...args, ...more]);
  const { losses, bytes, bytesBefore, metadata, operators } = JSON.parse(stdout);
  // What was compared on the disk is gone.
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(losses).toHaveLength(1);
  expect(losses[0]).toMatchObject({ output: 'y', top1: expect.any(Number) });
  expect(bytes).toBeGreaterThan(0);
  expect(bytesBefore).toBeGreaterThan(16 * 32 * 4);
  const sha256 = createHash('sha256')
    .update(readFileSync(file('wide.onnx')))
    .digest('hex');
  expect(metadata).toEqual({
    'ganport.precision': 'int8 static',
    'ganport.source': expect.stringMatching(/\/wide\.onnx$/),
    'ganport.source.sha256': sha256,
  });
  // What is made of the result names the first source.
  const again = await succeed(folder, ['export', 'small.onnx', '--out', 'again.onnx', '--json']);
  expect(JSON.parse(again.stdout).metadata).toEqual(metadata);
  const { docString } = await readModelFile(file('again.onnx'));
  expect(docString).toMatch(/\/wide\.onnx \(sha256 \w{12}…\) by ganport \d/);
  expect(operators).toMatchObject({ MatMul: 1, QuantizeLinear: expect.any(Number) });
});

test.each([
  [['--shape', 'x=1,16'], 'wide.onnx: is an ONNX file already; --shape'],
  [['--quantize', 'static', '--calibration', 'gone.npy'], 'gone.npy cannot be read'],
])('%j is refused in one line', async (more, message) => {
  const { code, stderr } = await ganport(folder, [
    'export',
    'wide.onnx',
    '--out',
    'no.onnx',
    ...more,
  ]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

/** numpy's format 1.0 of float32 numbers in [-1, 1]. */
function npy(shape: readonly number[]): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const header = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${dictionary}\n`, 'latin1');
  header.writeUInt16LE(dictionary.length + 1, 8);
  const data = Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  return Buffer.concat([header, new Uint8Array(data.buffer)]);
}
