/** Jets from NPZ files: what is read, and what is refused in one line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { jetArrays } from './jets.ts';
import { encodeNpy } from './npy.ts';
import { encodeNpz, loadNpz } from './npz.ts';
import { openDataset } from './open-dataset.ts';

const folder = temporaryFolder();

let files = 0;
function file(bytes: Uint8Array): string {
  const path = join(folder, `${files++}.npz`);
  writeFileSync(path, bytes);
  return path;
}
const archive = (
  arrays: Record<string, [data: Parameters<typeof encodeNpy>[0], shape: number[]]>,
) =>
  file(
    zipSync(
      Object.fromEntries(
        Object.entries(arrays).map(([name, [data, shape]]) => [
          `${name}.npy`,
          encodeNpy(data, shape),
        ]),
      ),
    ),
  );

const ofJets = { kinds: ['jets'] } as const;

test('what is written is read again, in units of 100 GeV', async () => {
  const steps = Uint16Array.of(0, 5, 20_000, 0, 65_535, 1);
  const labels = { numbers: Int32Array.of(1, 0), names: ['QCD', 'W'] };
  const path = file(encodeNpz(jetArrays(steps, [1, 3], 0.01, labels)));
  const dataset = await openDataset(path);
  expect(dataset).toMatchObject({
    kind: 'jets',
    shape: [1, 3, 1],
    size: 2,
    labels: Int32Array.of(1, 0),
    classes: ['QCD', 'W'],
  });
  const out = new Float32Array(3);
  await dataset.read([1], out);
  expect([...out]).toEqual([0, expect.closeTo(6.5535, 5), expect.closeTo(0.0001, 8)]);
});

test('images are jets where a variant learns jets: GeV, any rank that has one channel', async () => {
  const images: [Float32Array, number[]] = [Float32Array.of(0, 250, 0.5, 3), [2, 1, 2, 1]];
  const path = archive({ images, y: [Uint8Array.of(0, 1), [2, 1]] });
  const dataset = await loadNpz(path, ofJets);
  expect(dataset).toMatchObject({ kind: 'jets', shape: [1, 2, 1], classes: ['0', '1'] });
  const out = new Float32Array(4);
  await dataset.read([0, 1], out);
  expect([...out]).toEqual([0, 2.5, expect.closeTo(0.005), expect.closeTo(0.03)]);
  expect((await loadNpz(path)).kind).toBeUndefined();
});

const two = [2, 1, 2];
test.each<[string, Parameters<typeof archive>[0], string]>([
  [
    'rank 2',
    { jets: [Float32Array.of(1, 2), [1, 2]] },
    'jets is [1, 2]; jets are [count, rows, columns]',
  ],
  [
    'three channels',
    { jets: [new Float32Array(6), [1, 1, 2, 3]] },
    'jets is [1, 1, 2, 3]; jets are',
  ],
  ['no jet', { jets: [new Float32Array(), [0, 5, 5]] }, 'jets is [0, 5, 5]; jets are'],
  [
    'NaN',
    { jets: [Float32Array.of(NaN, 1, NaN, 2), two] },
    'jets: 2 of 4 values are NaN; transverse',
  ],
  ['infinity', { jets: [Float32Array.of(1, 1, Infinity, 2), two] }, '1 of 4 values are infinite'],
  [
    'negative values',
    { jets: [Float32Array.of(-1, -2, -3, 2), two] },
    '3 of 4 values are negative',
  ],
  [
    'labels of others',
    { jets: [new Float32Array(4), two], labels: [Uint8Array.of(1, 0, 1), [3]] },
    'labels is [3]; labels are one whole number for each of the 2 jets',
  ],
  [
    'a unit of 0',
    { jets: [new Float32Array(4), two], unit: [Float32Array.of(0), []] },
    'unit is [] with 0; it is one number above 0',
  ],
  [
    'too few names',
    {
      jets: [new Float32Array(4), two],
      labels: [Uint8Array.of(1, 0), [2]],
      classes: [new TextEncoder().encode('["QCD"]'), [7]],
    },
    'classes does not name 2 classes',
  ],
  [
    'no pixels',
    { other: [new Float32Array(4), two] },
    'holds other; jets must have the name jets, or images',
  ],
])('%s: one line that names the file', async (_, arrays, problem) => {
  const path = archive(arrays);
  const message = await loadNpz(path, ofJets).catch(String);
  expect(message).toContain(`${path}: `);
  expect(message).toContain(problem);
  expect(message).not.toContain('\n');
});

test('options of images are refused', async () => {
  const path = file(encodeNpz(jetArrays(new Uint16Array(4), [2, 2], 1)));
  await expect(openDataset(path, { size: 32 })).rejects.toThrow(
    'has jets, not images, and takes no --image-size; leave it out',
  );
});

test('the jets that are shipped: half of each class, of the momenta that their command asks for', async () => {
  const dataset = await openDataset('jets');
  expect(dataset).toMatchObject({ kind: 'jets', shape: [25, 25, 1], classes: ['QCD', 'W'] });
  const { labels = new Int32Array(), size } = dataset;
  expect(labels.filter((label) => label === 1).length).toBe(size / 2);
  const some = Int32Array.from({ length: 100 }, (_, i) => i);
  const out = new Float32Array(100 * 625);
  await dataset.read(some, out);
  const sums = Array.from(some, (i) =>
    out.subarray(i * 625, (i + 1) * 625).reduce((a, b) => a + 100 * b, 0),
  );
  // The scalar sum exceeds the vector sum, and trimmed jets have 250 to 300 GeV.
  for (const sum of sums) {
    expect(sum).toBeGreaterThan(249);
    expect(sum).toBeLessThan(360);
  }
});
