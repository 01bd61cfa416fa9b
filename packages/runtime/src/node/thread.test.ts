/** Sessions in a worker thread. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeModel } from '../onnx-bytes.ts';
import { accumulatorModel, filled, floats, productModel } from '../testing/models.ts';
import { createSession, createStatefulSession } from './create.ts';
import { startThread } from './thread.ts';

const size = 8;
const cpu = { providers: ['cpu'], threads: 1 } as const;
const stateful = {
  ...cpu,
  state: ['w', 'count'],
  initial: { w: filled(1, [size]), count: filled(0, [1]) },
};

describe('in a worker thread', () => {
  test('a session computes, and ends', async () => {
    const session = await createSession(productModel, { ...cpu, worker: true });
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
    const session = await createStatefulSession(accumulatorModel(size), {
      ...stateful,
      worker: true,
    });
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
    const session = await createSession(productModel, { ...cpu, worker: true });
    await expect(session.run({})).rejects.toMatchObject({
      code: 'invalid-feed',
      message: 'input x: missing, expected float32[N, 2], got none',
    });
    await session.dispose();
    await expect(
      createSession('/nowhere/missing.onnx', { ...cpu, worker: true }),
    ).rejects.toMatchObject({ code: 'model-not-found' });
    await expect(
      createSession(productModel.subarray(0, 60), { ...cpu, worker: true }),
    ).rejects.toMatchObject({
      code: 'invalid-model',
    });
  });

  test('refusals are reported', async () => {
    const session = await createSession(productModel, { worker: true, providers: ['wasm', 'cpu'] });
    expect(session.refused).toEqual([
      { provider: 'wasm', reason: expect.stringContaining('has no provider wasm') },
    ]);
    await session.dispose();
  });

  test('a feed that is a view of a larger array arrives alone, and its owner keeps it', async () => {
    const session = await createSession(productModel, { ...cpu, worker: true, consumeFeeds: true });
    const all = Float32Array.of(9, 9, 1, 1, 9, 9);
    const x = { dtype: 'float32', dims: [1, 2], data: all.subarray(2, 4) } as const;
    expect((await session.run({ x })).y).toEqual(floats([5, 7, 9], [1, 3]));
    expect(all).toHaveLength(6);
    await session.dispose();
  });
});

test('feeds are copied, or moved with consumeFeeds', async () => {
  const keep = await createSession(productModel, { ...cpu, worker: true });
  const give = await createSession(productModel, { ...cpu, worker: true, consumeFeeds: true });
  const x = floats([1, 1], [1, 2]);
  await keep.run({ x });
  expect(x.data).toHaveLength(2);
  await give.run({ x });
  expect(x.data).toHaveLength(0);
  await keep.dispose();
  await give.dispose();
});

test('the event loop goes on while a product of two large matrices is computed', async () => {
  const n = 1500;
  const value = (name: string) => ({ name, dtype: 'float32', dims: [n, n] }) as const;
  const model = encodeModel({
    inputs: [value('a')],
    outputs: [value('b')],
    nodes: [{ op: 'MatMul', inputs: ['a', 'a'], outputs: ['b'] }],
  });
  const session = await createSession(model, { ...cpu, worker: true, consumeFeeds: true });
  let rounds = 0;
  let computing = true;
  const round = () => {
    rounds++;
    if (computing) setImmediate(round);
  };
  round();
  const { b } = await session.run({ a: filled(1, [n, n]) });
  computing = false;
  expect(b?.data[0]).toBe(n);
  // In this thread it would be two or three, because run() blocks the event loop.
  expect(rounds).toBeGreaterThan(20);
  await session.dispose();
});

test('a worker and a launched channel at once are refused', async () => {
  const launch = () => {
    throw new Error('nothing is launched');
  };
  await expect(createSession(productModel, { worker: true, launch })).rejects.toMatchObject({
    code: 'invalid-option',
  });
});

test('a crash rejects what waits and what comes after', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ganport-runtime-'));
  const file = join(folder, 'crash.mjs');
  await writeFile(
    file,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', () => { throw new Error('boom'); });`,
  );
  const channel = startThread({}, file);
  const crashed = { code: 'crashed', message: "the session's thread died: boom" };
  const waiting = [1, 2].map((session) => channel.call('readState', { session }));
  for (const call of waiting) await expect(call).rejects.toMatchObject(crashed);
  await expect(channel.call('readState', { session: 1 })).rejects.toMatchObject(crashed);
  await channel.close();
  await rm(folder, { recursive: true });
});

test('the memory of consumed feeds comes back, to be filled again', async () => {
  const spent: ArrayBuffer[] = [];
  const session = await createStatefulSession(accumulatorModel(4), {
    ...cpu,
    worker: true,
    consumeFeeds: true,
    onSpent: (buffers) => spent.push(...buffers),
    state: ['w', 'count'],
    initial: { w: filled(0, [4]), count: filled(0, [1]) },
  });
  let g = filled(1, [4]);
  for (let step = 0; step < 3; step++) {
    await session.step({ g });
    expect(g.data.buffer.byteLength).toBe(0);
    const [buffer] = spent.splice(0);
    const data = new Float32Array(buffer as ArrayBuffer);
    expect(data).toHaveLength(4);
    data.fill(step + 2);
    g = { ...g, data };
  }
  expect([...((await session.readState())['w']?.data ?? [])].map(Number)[0]).toBe(1 + 2 + 3);
  await session.dispose();
});
