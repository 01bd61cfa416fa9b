/** `ganport parity`: every variant in one table, bundles, and what is bad usage. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { variantNames } from '@ganport/core';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { blobSource, readBundle, zipSource } from '@ganport/parity/bundle';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport } from './support/here.ts';

const folder = temporaryFolder();

interface Report {
  readonly tolerance: number;
  readonly networks: readonly {
    readonly variant: string;
    readonly network: string;
    readonly spread: number;
    readonly rows: readonly { readonly maxAbs: number; readonly pass: boolean }[];
  }[];
  readonly pass: boolean;
}

describe('--variants', () => {
  test('a generator and a discriminator of each, and the classifier, as JSON', async () => {
    const args = ['parity', '--variants', '--providers', 'cpu', '--json'];
    const { code, stdout, stderr } = await ganport(folder, args);
    expect([code, stderr]).toEqual([0, '']);
    const { networks, pass, tolerance } = JSON.parse(stdout) as Report;
    expect([pass, tolerance]).toEqual([true, 1e-4]);
    expect([...new Set(networks.map(({ variant }) => variant))]).toEqual([
      ...variantNames,
      'mnist',
    ]);
    for (const kind of ['generator', 'discriminator']) {
      const of = networks.filter(({ network }) => network.startsWith(kind));
      expect(of.map(({ variant }) => variant)).toEqual(variantNames);
    }
    for (const { variant, network, rows, spread } of networks) {
      // Far from saturated where tanh ends a network, and far from constant beside the differences.
      const steps = spread / (rows[0]?.maxAbs ?? Infinity);
      expect(steps, `${variant} ${network}`).toBeGreaterThan(1000);
      expect(spread).toBeLessThan(network.startsWith('generator') ? 0.9 : Infinity);
      expect(rows).toEqual([expect.objectContaining({ provider: 'cpu', pass: true })]);
      // Two programs that sum in different orders: never quite the same, but for characters that are drawn.
      expect(rows[0]?.maxAbs === 0).toBe(`${variant} ${network}` === 'relgan generator');
    }
  });

  test('as a table, in which a tolerance below the differences shows; exit code 1', async () => {
    const some = ['--variants', 'relgan,cyclegan'];
    const args = ['parity', ...some, '--providers', 'cpu', '--tolerance', '1e-30'];
    const { code, stdout } = await ganport(folder, args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^network +spread +node cpu$/m);
    expect(stdout).toMatch(/^cyclegan generator-AtoB +\d\.\d\d +\d\.\de-\d+$/m);
    // RelGAN's generator draws the same characters.
    expect(stdout).toContain('\n1 of 4 agree with tfjs cpu within 1e-30 ');
  });
});

test.each([
  ['nothing', [], 'nothing to compare: give a file and --reference, or --variants'],
  ['no original', ['a.onnx'], 'a.onnx: compare it with its original; give --reference'],
  ['a run', ['runs/a'], 'ganport parity runs/a/generator.onnx --reference runs/a'],
  ['both', ['a.onnx', '--variants'], '--variants: compares its own networks'],
  ['a network of nothing', ['--variants', '--network', 'x'], '--variants: compares its own'],
])('%s: exit code 2', async (_, args, reason) => {
  const { code, stdout, stderr } = await ganport(folder, ['parity', ...args]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(reason);
});

describe('--bundle', () => {
  const [double, triple] = [2, 3].map((factor) =>
    OnnxModel.fromGraph(
      parseGraph(`(float[N,2] x) => (float[N,2] y) <float f = {${factor}}> { y = Mul(x, f) }`),
    ).bytes(),
  );
  const compare = (out: string, ...more: string[]) =>
    ganport(folder, [
      'parity',
      'double.onnx',
      '--reference',
      'double.onnx',
      '--providers',
      'cpu',
      '--seed',
      '5',
      '--bundle',
      out,
      ...more,
    ]);

  test.each(['out.zip', 'out/folder'])(
    '%s has the model, the inputs and all outputs',
    async (out) => {
      writeFileSync(join(folder, 'double.onnx'), double ?? '');
      const { code, stderr } = await compare(out);
      expect([code, stderr]).toEqual([
        0,
        `wrote ${out}; drop it on the page Compare of ganport studio\n`,
      ]);
      const source = out.endsWith('.zip')
        ? zipSource(readFileSync(join(folder, out)))
        : blobSource(
            new Map(
              ['manifest.json', 'model.onnx', 'inputs/0.bin']
                .concat(['original', 'runtime-0'].map((name) => `outputs/${name}/0.bin`))
                .map((name) => [name, new Blob([readFileSync(join(folder, out, name))])]),
            ),
          );
      const bundle = await readBundle(source);
      expect(bundle).toMatchObject({ name: 'double.onnx', original: 'double.onnx', seed: 5 });
      expect(bundle.model).toEqual(Uint8Array.from(double ?? []));
      const doubled = Float32Array.from(bundle.inputs['x']?.data as Float32Array, (x) => 2 * x);
      expect(bundle.outputs['y']?.data).toEqual(doubled);
      expect(bundle.runtimes).toMatchObject([
        { runtime: 'node', provider: 'cpu', outputs: { y: { dims: [4, 2], data: doubled } } },
      ]);
      expect(Object.keys(bundle.versions)).toEqual(['ganport', 'tfjs', 'node', 'onnxruntime']);
      // A folder is never filled twice; a zip file is replaced.
      const again = await compare(out);
      expect(again.code).toBe(out.endsWith('.zip') ? 0 : 1);
    },
  );

  test('one that differs is written too, and what cannot be written is said before the work', async () => {
    writeFileSync(join(folder, 'triple.onnx'), triple ?? '');
    const { code } = await compare('differs.zip', '--reference', 'triple.onnx');
    expect(code).toBe(1);
    const { runtimes } = await readBundle(zipSource(readFileSync(join(folder, 'differs.zip'))));
    expect(runtimes).toHaveLength(1);
    const refused = await compare('double.onnx/bundle.zip');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('a part of the path is a file');
    expect(await ganport(folder, ['parity', '--variants', '--bundle', 'a.zip'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--layers and --bundle'),
    });
  });
});
