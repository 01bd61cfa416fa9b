/** Sessions on tuned models, in Node. Which form wins is the machine's, so it is not asserted. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { createSession } from '../node/index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganport-tune-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** A transposed convolution of stride 2, and `end` behind it. */
function modelOf(end: string): Uint8Array {
  const weights = Array.from({ length: 8 * 4 * 16 }, (_, i) => Math.sin(i) / 8).join(', ');
  const graph = parseGraph(
    `up (float[batch,8,6,6] x) => (float[batch,4,12,12] y) <float[8,4,4,4] w = {${weights}}> {
      a = ConvTranspose<strides = [2, 2], pads = [1, 1, 1, 1]>(x, w)
      y = ${end}(a)
    }`,
  );
  return OnnxModel.fromGraph(graph).bytes();
}

const model = modelOf('Tanh');
const data = Float32Array.from({ length: 2 * 8 * 36 }, (_, i) => Math.cos(i));
const x = { dtype: 'float32', dims: [2, 8, 6, 6], data } as const;

async function outputOf(bytes: Uint8Array, options: Parameters<typeof createSession>[1]) {
  const session = await createSession(bytes, { providers: ['cpu'], threads: 1, ...options });
  try {
    const { y } = await session.run({ x });
    return { notes: session.notes, y: Array.from(y?.data ?? [], Number) };
  } finally {
    await session.dispose();
  }
}

const tune = { seconds: 0.2 };
const cached = () => readdir(join(folder, 'ganport', 'tuned'));

test.each([
  ['in this thread', {}],
  ['in a worker', { worker: true }],
])('a tuned session %s computes the same', async (_, options) => {
  const expected = await outputOf(model, options);
  const tuned = await outputOf(model, { ...options, tune });
  expect(tuned.notes).toEqual([]);
  expect(tuned.y).toHaveLength(expected.y.length);
  const differences = tuned.y.map((value, i) => Math.abs(value - (expected.y[i] ?? NaN)));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
});

test('the result is found by the content of the model', async () => {
  await outputOf(model, { tune });
  const [name = '', ...others] = await cached();
  expect(others).toEqual([]);
  // Shows that the file is read: its model is another one.
  const other = modelOf('Neg');
  await writeFile(join(folder, 'ganport', 'tuned', name), other);
  expect((await outputOf(model, { tune })).y).toEqual((await outputOf(other, {})).y);
  await outputOf(modelOf('Abs'), { tune });
  expect(await cached()).toHaveLength(2);
});

test('bytes that are no model are refused as without tuning', async () => {
  const open = createSession(Uint8Array.of(1, 2, 3), { providers: ['cpu'], tune });
  await expect(open).rejects.toMatchObject({ code: 'invalid-model' });
});
