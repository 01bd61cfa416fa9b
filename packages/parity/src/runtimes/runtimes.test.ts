import { expect, test } from 'vitest';
import { checkParity } from '../check-parity.ts';
import { floats, productModel } from '../testing/models.ts';
import { missingChromium, missingVulkan } from '../testing/requirements.ts';
import { parityCandidates } from './runtimes.ts';

test('one call compares every runtime of this machine with the original', async () => {
  const report = await checkParity({
    reference: () => ({ y: floats([5, 7, 9], [1, 3]) }),
    candidates: parityCandidates(productModel),
    inputs: { x: floats([1, 1], [1, 2]) },
    tolerance: 1e-6,
  });
  const equal = { maxAbs: 0, meanAbs: 0, pass: true };
  const absent = { skipped: expect.any(String) };
  expect(report.rows).toMatchObject([
    { runtime: 'node', provider: 'cpu', ...equal },
    // Tests run with and without an NVIDIA card.
    expect.objectContaining({ runtime: 'node', provider: 'cuda' }),
    { runtime: 'node', provider: 'webgpu', ...(missingVulkan() ? absent : equal) },
    { runtime: 'chromium', provider: 'wasm', ...(missingChromium() ? absent : equal) },
    { runtime: 'chromium', provider: 'webgpu', ...(missingChromium() ? absent : equal) },
    // Tests run with and without PyPI's onnxruntime.
    expect.objectContaining({ runtime: 'python', provider: 'cpu' }),
  ]);
  expect(report.pass).toBe(true);
});
