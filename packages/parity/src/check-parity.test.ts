import { expect, test } from 'vitest';
import { RuntimeError, type HostTensor } from '@ganport/runtime';
import { ParityError } from './errors.ts';
import { checkParity, type ParityCandidate } from './check-parity.ts';
import { floats } from './testing/models.ts';

const inputs = { x: floats([1, 2], [2]) };
const truth = { y: floats([10, 20], [2]), z: floats([0], [1]) };

/** A runtime that returns `outputs`, with a log of its disposal. */
function candidate(provider: string, outputs: Record<string, HostTensor>) {
  const log: string[] = [];
  const result: ParityCandidate = {
    runtime: 'node',
    provider,
    open: async () => ({
      run: async () => outputs,
      dispose: async () => {
        log.push('disposed');
      },
    }),
  };
  return { result, log };
}

function failing(provider: string, error: Error): ParityCandidate {
  return { runtime: 'node', provider, open: () => Promise.reject(error) };
}

const check = (candidates: ParityCandidate[], tolerance = 0.01) =>
  checkParity({ reference: () => truth, candidates, inputs, tolerance });

test('rows have the differences over all outputs, and whether they pass', async () => {
  const near = candidate('cpu', { y: floats([10, 20.0078125], [2]), z: floats([0], [1]) });
  const far = candidate('webgpu', { y: floats([10, 20], [2]), z: floats([3], [1]) });
  expect(await check([near.result])).toEqual({
    rows: [
      {
        runtime: 'node',
        provider: 'cpu',
        maxAbs: 2 ** -7,
        meanAbs: 2 ** -7 / 3,
        worst: { output: 'y', index: [1], actual: 20.0078125, expected: 20 },
        pass: true,
      },
    ],
    pass: true,
  });
  expect(await check([near.result, far.result])).toMatchObject({
    rows: [{ pass: true }, { provider: 'webgpu', maxAbs: 3, meanAbs: 1, pass: false }],
    pass: false,
  });
  expect(far.log).toEqual(['disposed']);
});

test('a runtime that is not here is skipped with the reason, and does not fail the others', async () => {
  const refused = [{ provider: 'cuda', reason: 'no driver' }] as const;
  const report = await check([
    candidate('cpu', truth).result,
    failing('cuda', new RuntimeError('no-provider', 'none works', { refused })),
    failing('webgpu', new ParityError('no-chromium', 'no Chromium found')),
  ]);
  expect(report).toMatchObject({
    rows: [
      { pass: true },
      { runtime: 'node', provider: 'cuda', skipped: 'no driver' },
      { runtime: 'node', provider: 'webgpu', skipped: 'no Chromium found' },
    ],
    pass: true,
  });
});

test('a runtime that is here but cannot compute the model did not pass', async () => {
  const wrongShape = candidate('wasm', { y: floats([1], [1]), z: floats([0], [1]) });
  const report = await check([
    failing('cpu', new RuntimeError('invalid-model', 'model: cannot load')),
    failing('cuda', new RuntimeError('crashed', 'its process died (SIGSEGV)')),
    wrongShape.result,
    candidate('webgpu', { y: truth.y }).result,
  ]);
  expect(report.pass).toBe(false);
  expect(report.rows).toMatchObject([
    { maxAbs: Infinity, pass: false, failed: 'model: cannot load' },
    { pass: false, failed: 'its process died (SIGSEGV)' },
    { pass: false, failed: 'compareTensors: shape [1] against [2]' },
    { pass: false, failed: 'output z: was not computed' },
  ]);
  expect(wrongShape.log).toEqual(['disposed']);
});

test('NaN where the original has a number does not pass', async () => {
  const report = await check([candidate('cpu', { y: floats([NaN, 20], [2]), z: truth.z }).result]);
  expect(report).toMatchObject({ rows: [{ maxAbs: Infinity, pass: false }], pass: false });
});

test('a report in which nothing was compared does not pass', async () => {
  expect((await check([])).pass).toBe(false);
  const absent = failing('cuda', new RuntimeError('no-provider', 'none'));
  expect((await check([absent])).pass).toBe(false);
});
