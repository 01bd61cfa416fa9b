import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { float16ToNumber } from '../float16.ts';
import { hostTensor } from '../tensor.ts';
import { accumulatorModel, filled, floats, productModel, typesModel } from '../testing/models.ts';
import { createSession, createStatefulSession } from './create.ts';

const cpu = { providers: ['cpu'], threads: 1 } as const;

describe('createSession', () => {
  test('computes, with a symbolic dimension at two sizes', async () => {
    const session = await createSession(productModel, cpu);
    expect(session.provider).toBe('cpu');
    expect(session.inputs).toEqual([{ name: 'x', dtype: 'float32', dims: ['N', 2] }]);
    expect(session.outputs).toEqual([{ name: 'y', dtype: 'float32', dims: ['N', 3] }]);
    const one = await session.run({ x: floats([1, 1], [1, 2]) });
    expect(one).toEqual({ y: floats([5, 7, 9], [1, 3]) });
    const two = await session.run({ x: floats([1, 0, 0, 1], [2, 2]) });
    expect(two).toEqual({ y: floats([1, 2, 3, 4, 5, 6], [2, 3]) });
    await session.dispose();
  });

  test('carries int64, bool and float16', async () => {
    const session = await createSession(typesModel, cpu);
    const x = hostTensor('int64', BigInt64Array.of(0n, -3n, 2048n), [3]);
    const { half, flag, same } = await session.run({ x });
    expect(same).toEqual(x);
    expect(flag).toEqual(hostTensor('bool', Uint8Array.of(0, 1, 1), [3]));
    expect(half?.dtype).toBe('float16');
    expect(Array.from(half?.data ?? [], Number).map(float16ToNumber)).toEqual([0, -3, 2048]);
    await session.dispose();
  });

  test('computes only what is fetched', async () => {
    const session = await createSession(typesModel, cpu);
    const x = hostTensor('int64', BigInt64Array.of(1n), [1]);
    expect(Object.keys(await session.run({ x }, ['same', 'flag']))).toEqual(['same', 'flag']);
    expect(await session.run({ x }, [])).toEqual({});
    await session.dispose();
  });

  test('threads that do not spin compute the same; ONNX Runtime is told', async () => {
    const create = vi.spyOn(InferenceSession, 'create');
    const session = await createSession(productModel, { providers: ['cpu'], spin: false });
    expect(await session.run({ x: floats([1, 1], [1, 2]) })).toEqual({
      y: floats([5, 7, 9], [1, 3]),
    });
    await session.dispose();
    const extra = { session: expect.objectContaining({ intra_op: { allow_spinning: '0' } }) };
    expect(create).toHaveBeenCalledWith(productModel, expect.objectContaining({ extra }));
    create.mockRestore();
  });

  test('concurrent runs keep their own inputs', async () => {
    const session = await createSession(productModel, cpu);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => session.run({ x: floats([i, 0], [1, 2]) })),
    );
    expect(results.map(({ y }) => y?.data[0])).toEqual(Array.from({ length: 20 }, (_, i) => i));
    await session.dispose();
  });

  test('names the provider that runs and the reasons of those before it', async () => {
    const session = await createSession(productModel, { providers: ['wasm', 'cpu'] });
    expect(session.provider).toBe('cpu');
    expect(session.refused).toEqual([
      {
        provider: 'wasm',
        reason: 'onnxruntime-node has no provider wasm, only cpu, webgpu, cuda',
      },
    ]);
    await session.dispose();
  });

  test('fails when every provider is refused', async () => {
    await expect(createSession(productModel, { providers: ['wasm'] })).rejects.toMatchObject({
      code: 'no-provider',
      message: expect.stringContaining('wasm: onnxruntime-node has no provider wasm'),
    });
  });

  test('after dispose a run is refused, and pending runs still finish', async () => {
    const session = await createSession(productModel, cpu);
    const pending = session.run({ x: floats([1, 1], [1, 2]) });
    const disposed = session.dispose();
    await expect(session.run({ x: floats([1, 1], [1, 2]) })).rejects.toMatchObject({
      code: 'disposed',
    });
    expect((await pending).y).toEqual(floats([5, 7, 9], [1, 3]));
    await disposed;
    await session.dispose();
  });

  test('a bad feed is one line with name, expected and got', async () => {
    const session = await createSession(productModel, cpu);
    const fail = (feeds: Parameters<typeof session.run>[0], fetches?: string[]) =>
      session.run(feeds, fetches).then(
        () => 'no error',
        (error: unknown) => String(error),
      );
    const x = floats([1, 1], [1, 2]);
    expect(await fail({})).toBe('RuntimeError: input x: missing, expected float32[N, 2], got none');
    expect(await fail({ x: floats([1, 2, 3], [1, 3]) })).toBe(
      'RuntimeError: input x: expected float32[N, 2], got float32[1, 3]',
    );
    expect(await fail({ x: hostTensor('int32', Int32Array.of(1, 2), [1, 2]) })).toBe(
      'RuntimeError: input x: expected float32[N, 2], got int32[1, 2]',
    );
    expect(await fail({ x: { dtype: 'float32', dims: [2, 2], data: Float32Array.of(1) } })).toBe(
      'RuntimeError: input x: float32[2, 2] needs a Float32Array of 4, got a Float32Array of 1',
    );
    expect(await fail({ x, z: x })).toBe(
      'RuntimeError: input z: the model has no such input, only x',
    );
    expect(await fail({ x }, ['q'])).toBe(
      'RuntimeError: output q: the model has no such output, only y',
    );
    await session.dispose();
  });

  test.each([0, -1, 1.5, NaN])('threads: %s is refused', async (threads) => {
    await expect(createSession(productModel, { ...cpu, threads })).rejects.toMatchObject({
      code: 'invalid-option',
    });
  });
});

describe('a model that cannot be loaded', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ganport-runtime-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('a file is found by path and by URL', async () => {
    const path = join(folder, 'good.onnx');
    await writeFile(path, productModel);
    for (const model of [path, pathToFileURL(path).href]) {
      const session = await createSession(model, cpu);
      expect(session.provider).toBe('cpu');
      await session.dispose();
    }
  });

  test('a missing file, a folder and an empty file are told apart', async () => {
    const missing = join(folder, 'missing.onnx');
    await expect(createSession(missing, cpu)).rejects.toMatchObject({
      code: 'model-not-found',
      message: `${missing}: no such file`,
    });
    await expect(createSession(folder, cpu)).rejects.toMatchObject({
      code: 'model-not-found',
      message: `${folder}: not a file`,
    });
    const empty = join(folder, 'empty.onnx');
    await writeFile(empty, '');
    await expect(createSession(empty, cpu)).rejects.toMatchObject({ code: 'invalid-model' });
    await expect(createSession(new Uint8Array(0), cpu)).rejects.toMatchObject({
      code: 'invalid-model',
    });
  });

  test.each([
    ['truncated', productModel.subarray(0, 60)],
    ['noise', new Uint8Array(100).fill(200)],
  ])('%s bytes are a broken model, not a refused provider', async (name, bytes) => {
    const path = join(folder, `${name}.onnx`);
    await writeFile(path, bytes);
    for (const model of [bytes, path]) {
      await expect(createSession(model, { providers: ['wasm', 'cpu'] })).rejects.toMatchObject({
        code: 'invalid-model',
        message: expect.stringMatching(/^\S+: ONNX Runtime \(cpu\) cannot load it: [^\n]+$/),
      });
    }
  });
});

describe('createStatefulSession', () => {
  const size = 8;
  const initial = { w: filled(1, [size]), count: filled(0, [1]) };
  const options = { ...cpu, state: ['w', 'count'], initial };

  test('feeds each x.next back into x', async () => {
    const session = await createStatefulSession(accumulatorModel(size), options);
    for (let step = 1; step <= 3; step++) {
      expect(await session.step({ g: filled(2, [size]) })).toEqual({
        loss: floats([size * (1 + 2 * step)], [1]),
      });
    }
    expect(await session.readState()).toEqual({ w: filled(7, [size]), count: filled(3, [1]) });
    expect(initial.w).toEqual(filled(1, [size]));
    await session.dispose();
    await expect(session.step({ g: filled(2, [size]) })).rejects.toMatchObject({
      code: 'disposed',
    });
  });

  test('state can be replaced, and what was read is a copy', async () => {
    const session = await createStatefulSession(accumulatorModel(size), options);
    const before = await session.readState();
    await session.writeState({ w: filled(100, [size]) });
    expect(await session.step({ g: filled(1, [size]) })).toEqual({
      loss: floats([size * 101], [1]),
    });
    expect(before).toEqual(initial);
    await session.dispose();
  });

  test('a step that fails leaves the state as it was', async () => {
    const session = await createStatefulSession(accumulatorModel(size), options);
    await session.step({ g: filled(1, [size]) });
    await expect(session.step({ g: filled(1, [size + 1]) })).rejects.toMatchObject({
      code: 'invalid-feed',
    });
    await expect(session.step({})).rejects.toMatchObject({ code: 'invalid-feed' });
    expect(await session.readState()).toEqual({ w: filled(2, [size]), count: filled(1, [1]) });
    await session.dispose();
  });

  test('state that does not fit the model is refused', async () => {
    const model = accumulatorModel(size);
    const open = (changes: Partial<typeof options>) =>
      createStatefulSession(model, { ...options, ...changes });
    await expect(open({ state: ['w', 'count', 'g'] })).rejects.toThrow(
      'state g: needs an input g and an output g.next; no such output',
    );
    await expect(open({ state: ['w'] })).rejects.toThrow(
      'state count: the session has no such state, only w',
    );
    await expect(open({ initial: { ...initial, w: filled(1, [3]) } })).rejects.toThrow(
      'state w: expected float32[8], got float32[3]',
    );
    const session = await open({});
    await expect(session.writeState({ g: filled(1, [size]) })).rejects.toThrow(
      'state g: the session has no such state, only w, count',
    );
    await expect(session.writeState({ w: filled(1, [3]) })).rejects.toThrow(
      'state w: expected float32[8], got float32[3]',
    );
    await session.dispose();
  });
});

describe('a model that is made for the provider', () => {
  const make = (tried: string[]) => async (provider: string) => {
    tried.push(provider);
    return productModel;
  };
  const places = [{}, { worker: true }] as const;

  test.each(places)('is made for those that are tried, in order %o', async (place) => {
    const tried: string[] = [];
    const session = await createSession(make(tried), { ...place, providers: ['wasm', 'cpu'] });
    expect(session).toMatchObject({ provider: 'cpu', refused: [{ provider: 'wasm' }] });
    expect(tried).toEqual(['wasm', 'cpu']);
    expect((await session.run({ x: floats([1, 1], [1, 2]) })).y).toEqual(floats([5, 7, 9], [1, 3]));
    await session.dispose();
  });

  test.each(places)('comes with its state %o', async (place) => {
    const state = { state: ['w', 'count'], initial: { w: filled(1, [2]), count: filled(0, [1]) } };
    const session = await createStatefulSession(() => ({ model: accumulatorModel(2), ...state }), {
      ...place,
      providers: ['cpu'],
    });
    await session.step({ g: filled(2, [2]) });
    expect(await session.readState()).toEqual({ w: filled(3, [2]), count: filled(1, [1]) });
    await session.dispose();
  });

  test('what the function throws ends the search', async () => {
    const broken = () => Promise.reject(new Error('cannot be traced'));
    await expect(createSession(broken, { providers: ['cpu', 'wasm'] })).rejects.toThrow(
      'cannot be traced',
    );
  });
});
