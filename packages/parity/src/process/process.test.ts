/** Sessions in a child process. */
import { readFile } from 'node:fs/promises';
import { threadId } from 'node:worker_threads';
import { createSession } from '@ganport/runtime/node';
import { describe, expect, test, vi } from 'vitest';
import { accumulatorModel, filled, floats, productModel } from '../testing/models.ts';
import { createProcessSession, createProcessStatefulSession } from './create.ts';
import { launchProcess } from './launch-process.ts';
import { shareProcess } from './share-process.ts';

const size = 8;
const cpu = { providers: ['cpu'], threads: 1 } as const;
const stateful = {
  ...cpu,
  state: ['w', 'count'],
  initial: { w: filled(1, [size]), count: filled(0, [1]) },
};

describe('in a child process', () => {
  test('a session computes, and ends', async () => {
    const session = await createProcessSession(productModel, cpu);
    expect(session.provider).toBe('cpu');
    expect(session.outputs).toEqual([{ name: 'y', dtype: 'float32', dims: ['N', 3] }]);
    const runs = [1, 2, 3].map((i) => session.run({ x: floats([i, 0], [1, 2]) }));
    expect((await Promise.all(runs)).map(({ y }) => y?.data[2])).toEqual([3, 6, 9]);
    await session.dispose();
    await session.dispose();
    await expect(session.run({ x: floats([1, 0], [1, 2]) })).rejects.toMatchObject({
      code: 'disposed',
    });
  });

  test('state lives there', async () => {
    const session = await createProcessStatefulSession(accumulatorModel(size), stateful);
    for (let step = 1; step <= 3; step++) {
      expect(await session.step({ g: filled(2, [size]) })).toEqual({
        loss: floats([size * (1 + 2 * step)], [1]),
      });
    }
    await session.writeState({ w: filled(-1, [size]) });
    expect(await session.readState()).toEqual({ w: filled(-1, [size]), count: filled(3, [1]) });
    await session.dispose();
  });

  test('errors keep their code and message', async () => {
    const session = await createProcessSession(productModel, cpu);
    await expect(session.run({})).rejects.toMatchObject({
      code: 'invalid-feed',
      message: 'input x: missing, expected float32[N, 2], got none',
    });
    await session.dispose();
    await expect(createProcessSession('/nowhere/missing.onnx', cpu)).rejects.toMatchObject({
      code: 'model-not-found',
    });
    await expect(createProcessSession(productModel.subarray(0, 60), cpu)).rejects.toMatchObject({
      code: 'invalid-model',
    });
  });

  test('refusals are reported', async () => {
    const session = await createProcessSession(productModel, { providers: ['wasm', 'cpu'] });
    expect(session.refused).toEqual([
      { provider: 'wasm', reason: expect.stringContaining('has no provider wasm') },
    ]);
    await session.dispose();
  });

  test('a feed that is a view of a larger array arrives alone, and its owner keeps it', async () => {
    const session = await createProcessSession(productModel, cpu);
    const all = Float32Array.of(9, 9, 1, 1, 9, 9);
    const x = { dtype: 'float32', dims: [1, 2], data: all.subarray(2, 4) } as const;
    expect((await session.run({ x })).y).toEqual(floats([5, 7, 9], [1, 3]));
    expect(all).toHaveLength(6);
    await session.dispose();
  });
});

test('a process that cannot start rejects its calls with the reason', async () => {
  vi.stubEnv('NODE_OPTIONS', '--require=/nowhere/missing.cjs');
  const channel = launchProcess('cpu');
  vi.unstubAllEnvs();
  await expect(channel.call('readState', { session: 1 })).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringContaining("the session's process died (exit code 1)"),
  });
  await channel.close();
});

test('a process that waits for work keeps nobody from ending', async () => {
  const pipes = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap');
  const before = pipes();
  const launch = shareProcess();
  const session = await createSession(productModel, { ...cpu, launch });
  await session.run({ x: floats([1, 0], [1, 2]) });
  await session.dispose();
  expect(pipes()).toEqual(before);
});

test.runIf(process.platform === 'linux')(
  'a process that is killed is reported with the signal',
  async () => {
    const before = await childProcesses();
    const session = await createProcessSession(productModel, cpu);
    const child = (await childProcesses()).find((pid) => !before.includes(pid));
    expect(child).toBeDefined();
    if (child !== undefined) process.kill(child, 'SIGSEGV');
    await expect(session.run({ x: floats([1, 1], [1, 2]) })).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('SIGSEGV'),
    });
    await session.dispose();
  },
);

/** Process numbers of this process's children, from Linux. */
async function childProcesses(): Promise<number[]> {
  const thread = threadId === 0 ? process.pid : threadId;
  const text = await readFile(`/proc/${process.pid}/task/${thread}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}
