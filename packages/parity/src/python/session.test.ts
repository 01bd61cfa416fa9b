/** Sessions in Python: GANPORT_PYTHON names one with PyPI's onnxruntime. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { encodeTexts, hostTensor } from '@ganport/runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkParity } from '../check-parity.ts';
import { parityCandidates } from '../runtimes/runtimes.ts';
import { floats, productModel, typesModel } from '../testing/models.ts';
import { createPythonSession, pythonCommand } from './session.ts';

const hostile = join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'hostile');
const isHere = spawnSync(pythonCommand(), ['-c', 'import onnxruntime']).status === 0;
const noise = { noise: floats([1, 2, 3, 4], [1, 4]) };

afterEach(() => void vi.unstubAllEnvs());

describe.skipIf(!isHere)('PyPI onnxruntime', () => {
  test('computes a model again and again, all outputs or some', async () => {
    const session = await createPythonSession(productModel);
    try {
      expect(session.version).toMatch(/^1\./);
      for (const factor of [1, 2]) {
        const { y } = await session.run({ x: floats([factor, factor], [1, 2]) });
        expect(y).toEqual(floats([5 * factor, 7 * factor, 9 * factor], [1, 3]));
      }
      expect(Object.keys(await session.run({ x: floats([], [0, 2]) }, ['y']))).toEqual(['y']);
      await expect(session.run({})).rejects.toMatchObject({ code: 'run-failed' });
    } finally {
      await session.dispose();
    }
  });

  test('tensors of other element types', async () => {
    const session = await createPythonSession(typesModel);
    const x = hostTensor('int64', BigInt64Array.of(0n, -3n), [2]);
    try {
      expect(await session.run({ x })).toEqual({
        half: hostTensor('float16', Uint16Array.of(0, 0xc200), [2]),
        flag: hostTensor('bool', Uint8Array.of(0, 1), [2]),
        same: x,
      });
    } finally {
      await session.dispose();
    }
  });

  test('texts, the empty one and those beyond ASCII too', async () => {
    const graph = parseGraph(`(string[N,2] x) => (string[N,2] y, bool[N,2] same) {
      y = Identity(x)
      same = Equal(x, y)
    }`);
    const session = await createPythonSession(OnnxModel.fromGraph(graph, { opset: 19 }).bytes());
    const x = hostTensor('string', encodeTexts(['a', '', 'größer €', '😀']), [2, 2]);
    try {
      const same = hostTensor('bool', Uint8Array.of(1, 1, 1, 1), [2, 2]);
      expect(await session.run({ x })).toEqual({ y: x, same });
    } finally {
      await session.dispose();
    }
  });

  test('a model that is none, and one that computes for ever', async () => {
    await expect(createPythonSession(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({
      code: 'invalid-model',
    });
    // Where Python takes that long to start, the same limit ends it.
    const run = async () => {
      const session = await createPythonSession(join(hostile, 'endless-loop.onnx'), {
        timeLimit: 4,
      });
      await session.run(noise);
    };
    await expect(run()).rejects.toMatchObject({ code: 'time-limit' });
  });
});

test('a machine without it has a skipped row', async () => {
  vi.stubEnv('GANPORT_PYTHON', '/nowhere/python3');
  const candidates = parityCandidates(productModel).filter(({ runtime }) => runtime === 'python');
  const inputs = { x: floats([1, 1], [1, 2]) };
  const reference = () => ({ y: floats([5, 7, 9], [1, 3]) });
  const { rows } = await checkParity({ reference, candidates, inputs, tolerance: 0 });
  expect(rows).toEqual([
    {
      runtime: 'python',
      provider: 'cpu',
      skipped: expect.stringMatching(/^\/nowhere\/python3 does not start: /),
    },
  ]);
});
