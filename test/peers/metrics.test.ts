/**
 * ganport's metrics against other people's, on the same features: real digits and disturbed ones, as
 * the shipped classifier sees them. The others are scipy, scikit-learn, torch-fidelity and the code
 * of density and coverage's authors, from `npm run peers -- --only metrics`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillUniform, kernelSubset, keyed } from '@ganport/core/internal';
import {
  compareManifolds,
  featureDistance,
  type Features,
  inceptionScore,
  kernelDistance,
  meanPairwiseDistance,
} from '@ganport/core/metrics';
import { loadMnist, openClassifier } from '@ganport/lab';
import { beforeAll, describe, expect, test } from 'vitest';
import { skipNote } from '../browser/support/chromium.ts';

const COUNT = 1500;
const subsetting = { seed: 3, subsets: 12, subsetSize: 400 };
const python = join(import.meta.dirname, '..', '..', '.peers', 'python', 'bin', 'python');

/** Why the others are not here. */
function missingMetrics(): string | undefined {
  const imports = 'import scipy, sklearn, prdc, torch_fidelity';
  if (spawnSync(python, ['-c', imports]).status === 0) return undefined;
  return 'other metrics are not installed: npm run peers -- --only metrics';
}

type Result = number | Readonly<Record<string, number>>;
type Others = Readonly<Record<string, Readonly<Record<string, Result>>>>;

const missing = missingMetrics();
let real: Features;
let generated: Features;
let probabilities: Features;
let others: Others = {};

describe.skipIf(missing !== undefined)(`other implementations${skipNote(missing)}`, () => {
  beforeAll(async () => {
    const classifier = await openClassifier();
    const looks = [];
    for (const [i, split] of (['train', 'test'] as const).entries()) {
      const digits = await loadMnist(split);
      const images = new Float32Array(COUNT * 28 * 28);
      const reading: unknown = digits.read(
        Int32Array.from({ length: COUNT }, (_, k) => k),
        images,
      );
      await reading;
      const noise = new Float32Array(images.length);
      fillUniform(keyed(1, 'test'), noise, -0.5, 0.5);
      looks.push(await classifier.classify(images.map((x, k) => x + i * (noise[k] ?? NaN))));
    }
    await classifier.dispose();
    const [digits, disturbed] = looks;
    if (!digits || !disturbed) throw new Error('two looks');
    real = digits.features;
    generated = disturbed.features;
    probabilities = disturbed.probabilities;
    others = compute();
  });

  const compute = (): Others => {
    const folder = mkdtempSync(join(tmpdir(), 'ganport-metrics-'));
    try {
      const { seed, subsets, subsetSize } = subsetting;
      const rows = Array.from({ length: subsets }, (_, k) =>
        ([0, 1] as const).flatMap((side) => [...kernelSubset(seed, k, side, COUNT, subsetSize)]),
      );
      const files: Readonly<Record<string, Float32Array | Int32Array>> = {
        'real.f32': real.data,
        'generated.f32': generated.data,
        'probabilities.f32': probabilities.data,
        'subsets.i32': Int32Array.from(rows.flat()),
      };
      for (const [name, data] of Object.entries(files)) {
        writeFileSync(
          join(folder, name),
          new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
        );
      }
      const script = join(import.meta.dirname, 'metrics.py');
      const sizes = [real.width, probabilities.width, subsets].map(String);
      const { status, stdout, stderr } = spawnSync(python, [script, folder, ...sizes], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as Others;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  test.each<[string, () => Promise<object | number>]>([
    ['fid', () => featureDistance(real, generated)],
    [
      'kidOfAll',
      async () => {
        const all = { seed: 1, subsets: 1, subsetSize: COUNT };
        return (await kernelDistance(real, generated, all)).mean;
      },
    ],
    ['kidOfSubsets', () => kernelDistance(real, generated, subsetting)],
    ['is', async () => inceptionScore(probabilities)],
    ['prdc', () => compareManifolds(real, generated)],
    ['pairwise', () => meanPairwiseDistance(generated)],
  ])('%s agrees to 1e-3, relatively', async (name, ours) => {
    const own = numbersOf((await ours()) as Result);
    const theirs = Object.entries(others[name] ?? {});
    expect(theirs.length).toBeGreaterThan(0);
    const disagreements = theirs.flatMap(([who, result]) => {
      const numbers = numbersOf(result);
      const keys = new Set([...Object.keys(own), ...Object.keys(numbers)]);
      return [...keys].flatMap((key) => {
        const [mine = NaN, other = NaN] = [own[key], numbers[key]];
        const agree = Math.abs(mine - other) <= 1e-3 * Math.abs(other);
        return agree ? [] : [`${who}: ${key} is ${other}, not ${mine}`];
      });
    });
    expect(disagreements).toEqual([]);
  });
});

function numbersOf(result: Result): Readonly<Record<string, number>> {
  return typeof result === 'number' ? { value: result } : result;
}
