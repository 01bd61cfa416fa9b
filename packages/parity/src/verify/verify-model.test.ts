/** Files that compute what they should, and files that do not; the originals are closed forms. */
import { OnnxModel, parseGraph } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { describe, expect, test } from 'vitest';
import { shareProcess } from '../process/share-process.ts';
import { floats } from '../testing/models.ts';
import type { Reference } from '../reference.ts';
import { verifyModel } from './verify-model.ts';

const launch = shareProcess();

const bytesOf = (text: string) => OnnxModel.fromGraph(parseGraph(text)).bytes();

const numbersOf = (tensor: HostTensor | undefined) => (tensor?.data ?? []) as Float32Array;

/** y = x · factor, for any shape. */
const times =
  (factor: number): Reference =>
  ({ x }) => ({
    y: floats(
      Array.from(numbersOf(x), (value) => value * factor),
      x?.dims ?? [],
    ),
  });

const doubled = bytesOf('(float[N,3] x) => (float[N,3] y) { y = Add(x, x) }');

test('a file that agrees, at two sizes of what is open, as numbers', async () => {
  const { pass, runs, tolerance, seed, layers } = await verifyModel(doubled, times(2), { launch });
  expect({ pass, tolerance, seed, layers }).toEqual({ pass: true, tolerance: 1e-3, seed: 1 });
  expect(runs.map(({ shapes }) => shapes)).toEqual([{ x: [1, 3] }, { x: [2, 3] }]);
  for (const { outputs } of runs) {
    const [row] = outputs;
    expect(row).toMatchObject({ output: 'y', maxAbs: 0, meanAbs: 0, relative: 0, pass: true });
    expect(row?.cosine).toBeCloseTo(1, 12);
    expect(row?.spread).toBeGreaterThan(0);
  }
});

test('a difference at one size alone is found', async () => {
  const wrongForTwo: Reference = (inputs) => times(inputs['x']?.dims[0] === 2 ? 2.1 : 2)(inputs);
  const { pass, runs } = await verifyModel(doubled, wrongForTwo, { launch });
  expect([pass, ...runs.map((run) => run.pass)]).toEqual([false, true, false]);
  const [row] = runs[1]?.outputs ?? [];
  expect(row?.relative).toBeGreaterThan(0.02);
  expect((await verifyModel(doubled, wrongForTwo, { launch, tolerance: 0.1 })).pass).toBe(true);
});

test('height and width that are exchanged are found', async () => {
  const file = bytesOf(`(float[1,height,width] x) => (float[1,width,height] y) {
    y = Transpose<perm = [0, 2, 1]>(x)
  }`);
  const same: Reference = ({ x }) => ({ y: x as HostTensor });
  const { pass, runs } = await verifyModel(file, same, { launch });
  expect(pass).toBe(false);
  expect(runs[1]?.outputs[0]?.failed).toContain('shape [1, 66, 65] against [1, 65, 66]');
});

test('outputs are matched by order where the names are others, never where one is missing', async () => {
  const renamed: Reference = (inputs) => {
    const { y } = times(2)(inputs) as Record<string, ReturnType<typeof floats>>;
    return { 'Identity:0': y as ReturnType<typeof floats> };
  };
  expect((await verifyModel(doubled, renamed, { launch })).pass).toBe(true);
  await expect(verifyModel(doubled, () => ({}), { launch })).rejects.toMatchObject({
    code: 'not-comparable',
    message: expect.stringContaining('the file has the outputs y, the original '),
  });
});

test('given inputs are used, once', async () => {
  const x = floats([1, 2, 3], [1, 3]);
  const { runs } = await verifyModel(doubled, times(2), { launch, inputs: { x } });
  expect(runs.map(({ shapes }) => shapes)).toEqual([{ x: [1, 3] }]);
});

test('what is wrong with the file comes before an error of the original', async () => {
  const broken: Reference = () => {
    throw new TypeError('no such tensor');
  };
  const unknown = bytesOf('(float[N,3] x) => (float[N,3] y) { y = NoSuchOperator(x) }');
  await expect(verifyModel(unknown, broken, { launch })).rejects.toMatchObject({
    name: 'RuntimeError',
  });
});

test('an error of the original is its own', async () => {
  const broken: Reference = () => {
    throw new TypeError('no such tensor');
  };
  await expect(verifyModel(doubled, broken, { launch })).rejects.toThrow(TypeError);
});

describe('an output that depends on the last bits of its inputs', () => {
  const factor = 30_000;
  const file = bytesOf(`(float[N,3] x) => (float[N,3] y) <float f = {${factor}}> {
    a = Mul(x, f)
    y = Sin(a)
  }`);
  /** In float64, so that the file's rounding shows. */
  const sine =
    (shift = 0): Reference =>
    ({ x }) => ({
      y: floats(
        Array.from(numbersOf(x), (value) => Math.sin(value * factor) + shift),
        x?.dims ?? [],
      ),
    });
  const values = Array.from({ length: 60 }, (_, i) => 2 + Math.sqrt(i) / 8);
  const inputs = { x: floats(values, [20, 3]) };

  test('passes above the tolerance, and says how far it moves', async () => {
    const { pass, runs } = await verifyModel(file, sine(), { launch, inputs });
    const [row] = runs[0]?.outputs ?? [];
    expect(pass).toBe(true);
    expect(row?.relative).toBeGreaterThan(1e-3);
    expect(row?.noise).toBeGreaterThan((row?.relative ?? NaN) / 2);
  });

  test('does not pass where it is further away than rounding', async () => {
    const { pass, runs } = await verifyModel(file, sine(0.05), { launch, inputs });
    expect([pass, runs[0]?.outputs[0]?.pass]).toEqual([false, false]);
  });

  test('does not pass where an element differs that does not move', async () => {
    // The sine is flat there: half a turn more than a whole number of them.
    const flat = {
      x: floats([...values.slice(3), 2, 2.1, (20_000.5 * Math.PI) / factor], [20, 3]),
    };
    expect((await verifyModel(file, sine(), { launch, inputs: flat })).pass).toBe(true);
    const { pass, runs } = await verifyModel(file, sine(0.004), { launch, inputs: flat });
    const [row] = runs[0]?.outputs ?? [];
    expect(pass).toBe(false);
    // The output as a whole moves about as far.
    expect(row?.noise).toBeGreaterThan((row?.relative ?? NaN) / 2);
  });
});
