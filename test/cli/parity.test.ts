/** `ganport parity`: every variant in one table, and what is bad usage. */
import { describe, expect, test } from 'vitest';
import { variantNames } from '@ganport/core';
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
      // Far from constant, and far from saturated where tanh ends a network.
      expect(spread, `${variant} ${network}`).toBeGreaterThan(0.03);
      expect(spread).toBeLessThan(network.startsWith('generator') ? 0.9 : Infinity);
      expect(rows).toEqual([expect.objectContaining({ provider: 'cpu', pass: true })]);
      // Two programs that sum in different orders: never quite the same.
      expect(rows[0]?.maxAbs).toBeGreaterThan(0);
    }
  });

  test('as a table, in which a tolerance below the differences shows; exit code 1', async () => {
    const args = ['parity', '--variants', '--providers', 'cpu', '--tolerance', '1e-30'];
    const { code, stdout } = await ganport(folder, args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^network +spread +node cpu$/m);
    expect(stdout).toMatch(/^cyclegan generator-AtoB +\d\.\d\d +\d\.\de-\d+$/m);
    expect(stdout).toMatch(/^0 of 17 agree with tfjs cpu within 1e-30 /m);
  });
});

test.each([
  ['nothing', [], 'nothing to compare: give a file and --reference, or --variants'],
  ['no original', ['a.onnx'], 'a.onnx: compare it with its original; give --reference'],
  ['both', ['a.onnx', '--variants'], '--variants: compares its own networks'],
  ['a network of nothing', ['--variants', '--network', 'x'], '--variants: compares its own'],
])('%s: exit code 2', async (_, args, reason) => {
  const { code, stdout, stderr } = await ganport(folder, ['parity', ...args]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(reason);
});
