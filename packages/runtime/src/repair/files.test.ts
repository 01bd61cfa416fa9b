/** Files of Python's onnx whose sizes are not plain to see, and what its reference computes with them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSession } from '../node/index.ts';
import { hostTensor } from '../tensor.ts';
import { repairForWebGpu } from './webgpu.ts';

interface Expected {
  readonly repaired: boolean;
  readonly tensors: Readonly<Record<string, { readonly dims: number[]; readonly data: number[] }>>;
}

const folder = join(import.meta.dirname, '../../../../fixtures/webgpu-repair');
const files = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Readonly<
  Record<string, Expected>
>;

test.each(Object.entries(files))('%s', async (name, { repaired, tensors }) => {
  const bytes = new Uint8Array(readFileSync(join(folder, `${name}.onnx`)));
  const right = repairForWebGpu(bytes);
  expect(right !== bytes).toBe(repaired);
  expect(repairForWebGpu(right)).toBe(right);
  const { y, ...feeds } = Object.fromEntries(
    Object.entries(tensors).map(([key, { dims, data }]) => [
      key,
      hostTensor('float32', Float32Array.from(data), dims),
    ]),
  );
  const session = await createSession(right, { providers: ['cpu'] });
  const results = await session.run(feeds);
  await session.dispose();
  expect(results['y']?.dims).toEqual(y?.dims);
  const found = Array.from(results['y']?.data ?? [], Number);
  const differences = found.map((number, i) => Math.abs(number - Number(y?.data[i])));
  // Products of small integers, which are exact but for a factor of 0.1.
  expect(Math.max(...differences)).toBeLessThan(1e-4);
});
