/**
 * A run of every variant, trained for two steps by the command line: each of its networks becomes an
 * ONNX file that onnx's checker accepts and that computes what the original does, on the CPU.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Graph, readModelFile } from '@ganport/graph';
import { type VariantName, variantNames } from '@ganport/core';
import { encodeNpz, encodePng, jetArrays } from '@ganport/lab/internal';
import type { ParityReport } from '@ganport/parity';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../cli/support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from '../cli/support/here.ts';
import { checkOnnx, onnxCheckerAvailable } from '../support/onnx-checker.ts';

const folder = temporaryFolder();
const canCheck = onnxCheckerAvailable().available;

/** Images of stripes; every kind is another direction or width. */
async function writeImages(path: string, kind: number, [width, height] = [16, 16]): Promise<void> {
  mkdirSync(join(folder, path), { recursive: true });
  for (let i = 0; i < 4; i++) {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
      const [y, x] = [Math.floor(at / 3 / width), Math.floor(at / 3) % width];
      return 128 + 100 * Math.sin((kind % 2 ? x : y) * (0.4 + 0.3 * kind) + i);
    });
    const png = await encodePng({ width, height, channels: 3, data });
    writeFileSync(join(folder, path, `${i}.png`), png);
  }
}

/** Eight jets of 9 × 9 pixels, most of them empty. */
function jetsFile() {
  const steps = Uint16Array.from({ length: 8 * 81 }, (_, i) => (i % 7 === 0 ? 100 * (i % 11) : 0));
  const numbers = Int32Array.from({ length: 8 }, (_, i) => i % 2);
  return jetArrays(steps, [9, 9], 0.01, { numbers, names: ['QCD', 'W'] });
}

const small = ['--batch-size', '4', '--width', '0.06'];
const generation = [...small, '--data', 'classes'];
const sounds = [...small, '--data', 'sfx:count=28', '--length', '512'];
const text = [...small, '--data', 'lines', '--length', '8'];
const translation = ['--image-size', '16', '--filters', '4'];
const domains = ['--data-a', 'a', '--data-b', 'b'];

/** What each variant is trained with, and its networks; generators are files of the run already. */
const runs: Readonly<
  Record<VariantName, { readonly args: readonly string[]; readonly networks: readonly string[] }>
> = {
  mlp: { args: generation, networks: ['generator', 'discriminator'] },
  dcgan: { args: generation, networks: ['generator', 'discriminator'] },
  cgan: { args: generation, networks: ['generator', 'discriminator'] },
  acgan: { args: generation, networks: ['generator', 'discriminator'] },
  cyclegan: {
    args: [...translation, ...domains, '--blocks', '1'],
    networks: ['generator-AtoB', 'generator-BtoA', 'discriminator-A', 'discriminator-B'],
  },
  pix2pix: { args: [...translation, ...domains], networks: ['generator-AtoB', 'discriminator'] },
  wavegan: { args: sounds, networks: ['generator', 'discriminator'] },
  cwavegan: { args: sounds, networks: ['generator', 'discriminator'] },
  specgan: { args: sounds, networks: ['generator', 'discriminator'] },
  cspecgan: { args: sounds, networks: ['generator', 'discriminator'] },
  lagan: { args: [...small, '--data', 'jets.npz'], networks: ['generator', 'discriminator'] },
  voxelgan: {
    args: [...small, '--data', 'showers:count=8,side=6,low=1,high=5', '--latent', '16'],
    networks: ['generator', 'discriminator'],
  },
  chargan: { args: text, networks: ['generator', 'discriminator'] },
  cchargan: { args: text, networks: ['generator', 'discriminator'] },
  relgan: {
    args: [...text, '--pretrain-steps', '1', '--discriminator-steps', '1'],
    networks: ['generator', 'discriminator'],
  },
  ctgan: {
    args: [...small, '--pac', '2', '--data', 'table.csv'],
    networks: ['generator', 'discriminator'],
  },
};

beforeAll(async () => {
  for (const kind of [0, 1, 2]) await writeImages(join('classes', `kind-${kind}`), kind);
  await writeImages('a', 0);
  await writeImages('b', 3);
  writeFileSync(join(folder, 'jets.npz'), encodeNpz(jetsFile()));
  const cells = Array.from({ length: 40 }, (_, i) => `${(i * 7) % 31},${'abc'.at(i % 3)}`);
  writeFileSync(join(folder, 'table.csv'), ['size,letter', ...cells].join('\n'));
  for (const [kind, letters] of Object.entries({ low: 'abc', high: 'xyz' })) {
    mkdirSync(join(folder, 'lines', kind), { recursive: true });
    const lines = Array.from({ length: 20 }, (_, i) => letters.repeat(1 + (i % 3)).slice(i % 2));
    writeFileSync(join(folder, 'lines', kind, 'lines.txt'), lines.join('\n'));
  }
});

const tolerance = 1e-4;

async function parityOf(file: string, run: string, more: readonly string[] = []) {
  const args = ['parity', file, '--reference', run, '--providers', 'cpu', '--json', ...more];
  const { code, stdout, stderr } = await ganport(folder, args);
  expect(stderr).toMatch(new RegExp(`^${run}: the \\S+ of step 2\\n$`));
  const report = JSON.parse(stdout) as ParityReport & { spread: number };
  return { code, ...report };
}

/** How many channels that its convolutions read are zeros in every filter. */
function zeroChannels({ nodes, initializers }: Graph): number {
  return nodes
    .filter(({ op }) => op === 'Conv')
    .flatMap(({ inputs: [, weight = ''] }) => initializers.get(weight) ?? [])
    .reduce((sum, { data, shape: [filters = 0, channels = 0] }) => {
      const size = data.length / filters / channels;
      const used = new Set<number>();
      for (const [i, value] of data.entries()) {
        if (Number(value) !== 0) used.add(Math.floor(i / size) % channels);
      }
      return sum + channels - used.size;
    }, 0);
}

test.each(variantNames)('%s', async (variant) => {
  const { args, networks } = runs[variant];
  const exported: string[] = [];
  const more = ['--steps', '2', '--threads', '1', '--out', variant];
  await succeed(folder, ['train', variant, ...args, ...more]);
  for (const network of networks) {
    const file = join(variant, `${network}.onnx`);
    if (!network.startsWith('generator')) {
      await succeed(folder, ['export', variant, '--network', network, '--out', file]);
      exported.push(file);
    }
    expect(zeroChannels((await readModelFile(join(folder, file))).graph)).toBe(0);
    if (canCheck) await checkOnnx(readFileSync(join(folder, file)));
    // Of several networks, the file's own is found by its name.
    const { code, rows, spread } = await parityOf(file, variant);
    expect({ network, code, rows }).toMatchObject({ code: 0, rows: [{ pass: true }] });
    for (const row of rows) expect('maxAbs' in row && row.maxAbs).toBeLessThanOrEqual(tolerance);
    // Outputs that were all alike would agree whatever was computed.
    expect(spread).toBeGreaterThan(1e-4);
  }
  for (const file of exported) {
    const { docString } = await readModelFile(join(folder, file));
    expect(docString).toMatch(new RegExp(`^the \\S+ of step 2 of ${variant} by ganport `));
  }
});

test('the other generator of a run is another network', async () => {
  const file = join('cyclegan', 'generator-AtoB.onnx');
  const other = await parityOf(file, 'cyclegan', ['--network', 'generator-BtoA']);
  expect([other.code, other.pass]).toEqual([1, false]);
  const same = await parityOf(file, 'cyclegan', ['--network', 'generator-AtoB']);
  expect(same.code).toBe(0);
});

test('a network that the run does not have: one line', async () => {
  const args = ['parity', join('cyclegan', 'generator-AtoB.onnx'), '--reference', 'cyclegan'];
  const { code, stderr } = await ganport(folder, [...args, '--network', 'critic']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^ganport: --network: cyclegan has no 'critic'; it has .*\n$/);
});

test("with the run's seed and all labels, generate draws the grid that training drew", async () => {
  const args = ['generate', 'cgan', '--labels', 'kind-0,kind-1,kind-2', '--out', 'classes.png'];
  await succeed(folder, args);
  const drawn = readFileSync(join(folder, 'classes.png'));
  expect(drawn).toEqual(readFileSync(join(folder, 'cgan', 'samples', 'step-000002.png')));
});

test('a run of a translator is for ganport translate', async () => {
  const { code, stderr } = await ganport(folder, ['generate', 'cyclegan', '--out', 'never.png']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^cyclegan: .* of step 2\nganport: cyclegan: turns images into images, .* ganport translate\n$/,
  );
});
