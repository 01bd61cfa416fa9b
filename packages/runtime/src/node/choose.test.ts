/** Sessions that compute at once, on the provider that was chosen for them. */
import { expect, test } from 'vitest';
import { probeInputs, probeModel, probeOutput } from '../probe-model.ts';
import { hostTensor } from '../tensor.ts';
import { chooseNodeProvider } from './choose.ts';

async function opener() {
  const chosen = await chooseNodeProvider({ providers: ['cpu'], threads: 1 });
  if (!('openSync' in chosen)) throw new Error('no sessions that compute at once');
  return chosen.openSync;
}

test('the first provider that works is chosen, with the reasons of those before it', async () => {
  const { provider, refused } = await chooseNodeProvider({ providers: ['wasm', 'cpu'] });
  expect(provider).toBe('cpu');
  expect(refused).toEqual([
    { provider: 'wasm', reason: expect.stringContaining('onnxruntime-node has no provider wasm') },
  ]);
  await expect(chooseNodeProvider({ providers: ['wasm'] })).rejects.toMatchObject({
    code: 'no-provider',
  });
});

test('a result is there when run returns', async () => {
  const session = (await opener())(probeModel);
  const { y } = session.run(probeInputs);
  expect(y).toEqual({ dtype: 'float32', dims: [1, 2], data: Float32Array.from(probeOutput) });
  session.dispose();
});

test('errors are those of other sessions', async () => {
  const open = await opener();
  expect(() => open(new Uint8Array(8))).toThrow(
    expect.objectContaining({ code: 'invalid-model', message: expect.stringMatching(/^model: /) }),
  );
  const session = open(probeModel);
  const wide = hostTensor('float32', new Float32Array(3), [1, 3]);
  expect(() => session.run({ x: wide })).toThrow(expect.objectContaining({ code: 'run-failed' }));
  expect(session.run(probeInputs)['y']?.dims).toEqual([1, 2]);
  session.dispose();
});
