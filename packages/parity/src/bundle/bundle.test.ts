/** Bundles as files: what is read is what was written, and what is hostile ends in one line. */
import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { ParityError } from '../errors.ts';
import { bundleFiles, readBundle, type BundleFiles, type ParityBundle } from './bundle.ts';
import { blobSource, zipBundle, zipSource } from './source.ts';

const float = (dims: readonly number[], ...data: number[]) =>
  ({ dtype: 'float32', dims, data: Float32Array.from(data) }) as const;

const bundle: ParityBundle = {
  name: 'generator.onnx',
  model: Uint8Array.of(8, 9),
  original: 'tfjs cpu',
  tolerance: 1e-4,
  seed: 7,
  versions: { ganport: '0.1.0' },
  inputs: {
    noise: float([1, 2], 0.5, -0),
    label: { dtype: 'int64', dims: [1], data: BigInt64Array.of(3n) },
  },
  outputs: { image: float([2], 1, NaN) },
  runtimes: [
    {
      runtime: 'node',
      provider: 'cpu',
      milliseconds: 2.5,
      outputs: { image: float([2], 1, Infinity) },
    },
  ],
};
const files = await bundleFiles(bundle);

/** The manifest as data that a test may change. */
type Loose = Record<string, never> & { [name: string]: unknown };
function withManifest(change: (manifest: Loose) => void, others: BundleFiles = {}): BundleFiles {
  const manifest = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as Loose;
  change(manifest);
  return { ...files, ...others, 'manifest.json': Buffer.from(JSON.stringify(manifest)) };
}

async function problemOf(source: () => ReturnType<typeof zipSource>): Promise<string> {
  try {
    await readBundle(source());
  } catch (error) {
    if (error instanceof ParityError && error.code === 'bad-bundle') return error.message;
    throw error;
  }
  return 'none';
}

test('a zip file gives back what was written, also within a folder and without compression', async () => {
  expect(await readBundle(zipSource(zipBundle(files)))).toEqual(bundle);
  const inside = Object.entries(files).map(([name, bytes]) => [`runs/b/${name}`, bytes] as const);
  expect(await readBundle(zipSource(zipSync(Object.fromEntries(inside), { level: 0 })))).toEqual(
    bundle,
  );
});

test('so does a folder, whose tensors are plain numbers', async () => {
  const blobs = Object.entries(files).map(
    ([name, bytes]) => [`b/${name}`, new Blob([Uint8Array.from(bytes)])] as const,
  );
  expect(await readBundle(blobSource(new Map(blobs)))).toEqual(bundle);
  const bytes = Buffer.from(files['inputs/0.bin'] ?? []);
  expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, -0]);
  const { inputs } = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as {
    inputs: { sha256: string }[];
  };
  expect(inputs[0]?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('the same bundle gives the same bytes', async () => {
  const again = zipBundle(await bundleFiles(bundle));
  expect(Buffer.compare(again, zipBundle(files))).toBe(0);
});

test.each([
  ['no zip', () => zipSource(Buffer.from('PK no zip file')), 'is no zip file, or a damaged one'],
  ['an empty zip', () => zipSource(zipSync({})), 'has no manifest.json'],
  ['a half', () => zipSource(zipBundle(files).subarray(0, 300)), 'is no zip file'],
  [
    'another manifest',
    () => zipSource(zipSync({ 'manifest.json': Buffer.from('{"name":"page"}') })),
    'manifest.json: format: ',
  ],
  [
    'a changed model',
    () => zipSource(zipSync({ ...files, 'model.onnx': Uint8Array.of(8, 8) })),
    'model.onnx has another SHA-256 than manifest.json says',
  ],
  [
    'a model of another length',
    () => zipSource(zipSync({ ...files, 'model.onnx': Uint8Array.of(8) })),
    'model.onnx has 1 bytes, not 2',
  ],
  [
    'a bomb in place of a tensor',
    () => zipSource(zipSync({ ...files, 'inputs/0.bin': new Uint8Array(2 ** 23) }, { level: 9 })),
    'inputs/0.bin has 8388608 bytes, not 8',
  ],
  [
    'a bomb in place of the manifest',
    () => zipSource(zipSync({ 'manifest.json': new Uint8Array(2 ** 23) }, { level: 9 })),
    'manifest.json has 8388608 bytes, at most 4194304 are read',
  ],
  [
    'a missing tensor',
    () =>
      zipSource(
        zipSync(withManifest((all) => Object.assign(all['model'] ?? {}, { file: 'other.onnx' }))),
      ),
    'other.onnx is missing',
  ],
  [
    'a path out of the folder',
    () =>
      zipSource(
        zipSync(
          withManifest((all) => Object.assign(all['model'] ?? {}, { file: '../model.onnx' })),
        ),
      ),
    'manifest.json: model.file: ',
  ],
  [
    'a shape that is larger than its numbers',
    () => zipSource(zipSync(withShape([3]))),
    'outputs/original/0.bin has 8 bytes, not 12',
  ],
  [
    'a shape that is too large',
    () => zipSource(zipSync(withShape([2 ** 20, 2 ** 20]))),
    'and at most 1073741824 are read',
  ],
  [
    'a shape that is no number',
    () => zipSource(zipSync(withShape(Array(16).fill(2 ** 30)))),
    'and at most 1073741824 are read',
  ],
  [
    'a negative shape',
    () => zipSource(zipSync(withShape([-1]))),
    'manifest.json: outputs.0.dims.0',
  ],
  [
    'no outputs',
    () => zipSource(zipSync(withManifest((all) => Object.assign(all, { outputs: [] })))),
    'has no outputs of the original',
  ],
])('%s ends in one line', async (_, source, problem) => {
  const line = await problemOf(source);
  expect(line).toMatch(/^parity bundle: [^\n]*; make it again with ganport parity --bundle$/);
  expect(line).toContain(problem);
});

function withShape(dims: readonly number[]): BundleFiles {
  return withManifest((all) => {
    const [output] = all['outputs'] as unknown as { dims: readonly number[] }[];
    if (output) output.dims = dims;
  });
}

test('a file that is longer than its zip file says is not unpacked further', async () => {
  const zip = Buffer.from(
    zipSync({ ...files, 'inputs/0.bin': new Uint8Array(2 ** 20) }, { level: 9 }),
  );
  // The size in the central directory, which says 8.
  const at = zip.lastIndexOf('inputs/0.bin');
  zip.writeUInt32LE(8, at - 46 + 24);
  expect(await problemOf(() => zipSource(zip))).toMatch(
    /is no zip file|another SHA-256|bytes, not 8/,
  );
});
