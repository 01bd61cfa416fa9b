/** docs/reference/SUPPORT.md is what the result files say, and each failed case has a reason there. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { gaps, type Gap } from './gaps.ts';
import { providers } from './options.ts';
import { faults } from './ort-faults/faults.ts';
import { readResults } from './results.ts';
import { casesOf, supportPage } from './support.ts';

const folder = join(import.meta.dirname, 'results');
const results = {
  cpu: readResults(folder, 'cpu'),
  wasm: readResults(folder, 'wasm'),
  webgpu: readResults(folder, 'webgpu'),
};
/** What ganport promises. */
const fewest = { cpu: 3766, wasm: 3700, webgpu: 3600 };
const kernels = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);

test('the page is made from the results', async () => {
  const page = supportPage(results, kernels);
  await expect(page).toMatchFileSnapshot('../../docs/reference/SUPPORT.md');
});

describe.each(providers)('%s', (provider) => {
  test('enough cases pass', () => {
    expect(results[provider].passed).toBeGreaterThanOrEqual(fewest[provider]);
  });

  test('each failed case has one reason', () => {
    const unclear = Object.keys(results[provider].failed).filter(
      (name) => gaps.filter(({ cases }) => cases.test(name)).length !== 1,
    );
    expect(unclear).toEqual([]);
  });

  test('the kernels of the results are kernels of tfjs', () => {
    for (const name of Object.keys(results[provider].kernels)) expect(kernels).toContain(name);
  });
});

test('each gap has a failed case, its kernels exist, and so do its faults', () => {
  const isOpen = (gap: Gap) =>
    providers.some((provider) => casesOf(gap, results[provider]).length > 0);
  expect(gaps.filter((gap) => !isOpen(gap)).map(({ cases }) => cases)).toEqual([]);
  for (const gap of gaps) {
    for (const kernel of gap.kernels) expect(kernels).toContain(kernel);
    for (const name of gap.faults ?? []) expect(faults.map((fault) => fault.name)).toContain(name);
  }
});

test('a fault without a way around it is the reason of a gap', () => {
  const open = faults.filter(({ avoided }) => avoided === undefined).map(({ name }) => name);
  expect(gaps.flatMap((gap) => gap.faults ?? []).toSorted()).toEqual(open.toSorted());
});
