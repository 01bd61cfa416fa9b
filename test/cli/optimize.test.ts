/** `ganport optimize`, by running the program. Which form wins is the machine's, so it is not asserted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { OnnxModel, parseGraph, readModelFile } from '@ganport/graph';
import { checkEquivalent } from '../passes/support/equivalence.ts';
import { ganport, succeed, temporaryFolder } from './support/ganport.ts';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);

const weights = Array.from({ length: 8 * 4 * 16 }, (_, i) => Math.sin(i) / 8).join(', ');
const graph = parseGraph(
  `up (float[batch,8,6,6] x) => (float[batch,4,12,12] y) <float[8,4,4,4] w = {${weights}}> {
    a = ConvTranspose<strides = [2, 2], pads = [1, 1, 1, 1]>(x, w)
    y = Tanh(a)
  }`,
);

beforeAll(() => OnnxModel.fromGraph(graph).save(file('up.onnx')));

test('writes a file that computes the same, with a line for each step and a table', async () => {
  const args = ['optimize', 'up.onnx', '--for', 'cpu', '--out', 'fast.onnx', '--seconds', '0.5'];
  const { stdout, stderr } = await succeed(folder, [...args, '--size', 'batch=3']);
  expect(stderr).toMatch(/^1\/1 .+: \d+\.\d+ ms; fastest: .+, \d+\.\d+ ms$/m);
  expect(stderr).toContain('wrote fast.onnx\n');
  expect(stdout).toMatch(/^layer +form +before +after$/m);
  expect(stdout).toMatch(/^the whole: .* ms on cpu/m);
  const { graph: fast } = await readModelFile(file('fast.onnx'));
  await checkEquivalent(graph, fast, { tolerance: 1e-4, sizes: { batch: 2 } });
});

test('prints what was measured as JSON', async () => {
  const args = ['optimize', 'up.onnx', '--for', 'cpu', '--out', 'json.onnx', '--seconds', '0.3'];
  const { stdout } = await succeed(folder, [...args, '--json']);
  const { kinds, ...report } = JSON.parse(stdout);
  expect(report).toMatchObject({ file: 'json.onnx', provider: 'cpu', before: expect.any(Number) });
  expect(report.after).toBeLessThanOrEqual(report.before);
  expect(kinds[0]).toMatchObject({ present: 'as it is', form: expect.any(String) });
});

test.each([
  [['gone.onnx', '--for', 'cpu'], 1, 'gone.onnx'],
  [['up.onnx', '--for', 'tpu'], 2, "'tpu' is invalid. Allowed choices are cpu, wasm, webgpu, cuda"],
  [['up.onnx', '--for', 'cpu', '--size', 'batch=0'], 2, 'It must be NAME=N'],
  [
    ['up.onnx', '--for', 'cpu', '--size', 'side=4'],
    2,
    'size side: the model has no such open size',
  ],
])('%j is refused in one line, and no file is written', async (args, code, message) => {
  writeFileSync(file('kept.onnx'), 'earlier');
  const result = await ganport(folder, ['optimize', ...args, '--out', 'kept.onnx']);
  expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(message)]);
  expect(readFileSync(file('kept.onnx'), 'utf8')).toBe('earlier');
});
