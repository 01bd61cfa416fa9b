/** In a real Chromium, on WebAssembly and on WebGPU. Skipped where there is none, but not in CI. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareTensors } from '../compare.ts';
import { hostTensor } from '@ganport/runtime';
import { accumulatorModel, filled, floats, productModel, typesModel } from '../testing/models.ts';
import { missingChromium, skipNote } from '../testing/requirements.ts';
import { createChromiumSession, createChromiumStatefulSession } from './create.ts';
import { findChromium } from './find.ts';
import { openRuntimePage, type RuntimePage } from './runtime-page.ts';

const missing = missingChromium();
const size = 8;
const stateful = {
  state: ['w', 'count'],
  initial: { w: filled(1, [size]), count: filled(0, [1]) },
};

describe.skipIf(missing !== undefined)(`Chromium${skipNote(missing)}`, () => {
  let page: RuntimePage;
  beforeAll(async () => {
    page = await openRuntimePage();
  });
  afterAll(() => page?.close());

  describe.each(['wasm', 'webgpu'] as const)('%s', (provider) => {
    const options = { providers: [provider] };

    test('a session computes, queues, and ends', async () => {
      const session = await page.createSession(productModel, options);
      expect(session.provider).toBe(provider);
      expect(session.refused).toEqual([]);
      expect(session.notes).toEqual([]);
      expect(session.inputs).toEqual([{ name: 'x', dtype: 'float32', dims: ['N', 2] }]);
      const runs = [1, 2, 3].map((i) => session.run({ x: floats([i, 0, 0, i], [2, 2]) }));
      expect((await Promise.all(runs)).map(({ y }) => y)).toEqual(
        [1, 2, 3].map((i) => floats([i, 2 * i, 3 * i, 4 * i, 5 * i, 6 * i], [2, 3])),
      );
      await session.dispose();
      await expect(session.run({ x: floats([1, 0], [1, 2]) })).rejects.toMatchObject({
        code: 'disposed',
      });
    });

    test('state is fed back, read and replaced', async () => {
      const session = await page.createStatefulSession(accumulatorModel(size), {
        ...options,
        ...stateful,
      });
      expect(await session.readState()).toEqual(stateful.initial);
      for (let step = 1; step <= 3; step++) {
        expect(await session.step({ g: filled(2, [size]) })).toEqual({
          loss: floats([size * (1 + 2 * step)], [1]),
        });
      }
      expect(await session.readState()).toEqual({ w: filled(7, [size]), count: filled(3, [1]) });
      await session.writeState({ w: filled(100, [size]) });
      expect(await session.step({ g: filled(1, [size]) })).toEqual({
        loss: floats([size * 101], [1]),
      });
      expect((await session.readState())['count']).toEqual(filled(4, [1]));
      await session.dispose();
    });

    test('two sessions at once do not disturb each other', async () => {
      const [a, b] = await Promise.all([
        page.createSession(productModel, options),
        page.createStatefulSession(accumulatorModel(size), { ...options, ...stateful }),
      ]);
      const results = await Promise.all([
        a.run({ x: floats([1, 1], [1, 2]) }),
        b.step({ g: filled(1, [size]) }),
        b.readState(),
        a.run({ x: floats([2, 2], [1, 2]) }),
        b.step({ g: filled(1, [size]) }),
      ]);
      expect(results).toEqual([
        { y: floats([5, 7, 9], [1, 3]) },
        { loss: floats([16], [1]) },
        { w: filled(2, [size]), count: filled(1, [1]) },
        { y: floats([10, 14, 18], [1, 3]) },
        { loss: floats([24], [1]) },
      ]);
      await Promise.all([a.dispose(), b.dispose()]);
    });

    test('calls keep their order, however long one takes to arrive', async () => {
      const long = 2 ** 20;
      const session = await page.createStatefulSession(accumulatorModel(long), {
        ...options,
        state: ['w', 'count'],
        initial: { w: filled(1, [long]), count: filled(0, [1]) },
      });
      const [, state] = await Promise.all([
        session.step({ g: filled(1, [long]) }),
        session.readState(),
      ]);
      expect(state['count']).toEqual(filled(1, [1]));
      await session.dispose();
    });

    test('errors keep their code and message', async () => {
      const session = await page.createSession(productModel, options);
      await expect(session.run({})).rejects.toMatchObject({
        code: 'invalid-feed',
        message: 'input x: missing, expected float32[N, 2], got none',
      });
      await session.dispose();
      await expect(page.createSession(productModel.subarray(0, 60), options)).rejects.toMatchObject(
        { code: 'invalid-model' },
      );
    });
  });

  test('int64, bool and float16 reach the page and come back', async () => {
    const session = await page.createSession(typesModel, { providers: ['wasm'] });
    const x = hostTensor('int64', BigInt64Array.of(0n, -3n, 2048n), [3]);
    const { half, flag, same } = await session.run({ x });
    expect(same).toEqual(x);
    expect(flag).toEqual(hostTensor('bool', Uint8Array.of(0, 1, 1), [3]));
    expect(half && compareTensors(half, floats([0, -3, 2048], [3])).maxAbs).toBe(0);
    await session.dispose();
  });

  test("Node's providers are refused with their reason", async () => {
    const session = await page.createSession(productModel, { providers: ['cuda', 'wasm'] });
    expect(session.refused).toEqual([
      { provider: 'cuda', reason: 'onnxruntime-web has no provider cuda, only wasm, webgpu' },
    ]);
    await session.dispose();
  });

  test('a session with a browser of its own takes a path and leaves no process behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ganport-runtime-'));
    const path = join(folder, 'product.onnx');
    await writeFile(path, productModel);
    const before = childCommands();
    const session = await createChromiumSession(path, { provider: 'wasm', threads: 1 });
    expect(childCommands().length).toBeGreaterThan(before.length);
    expect((await session.run({ x: floats([1, 1], [1, 2]) })).y).toEqual(floats([5, 7, 9], [1, 3]));
    await session.dispose();
    await session.dispose();
    await expect(
      createChromiumSession(productModel.subarray(0, 60), { provider: 'wasm' }),
    ).rejects.toMatchObject({ code: 'invalid-model' });
    await expect(
      createChromiumSession(join(folder, 'missing.onnx'), { provider: 'wasm' }),
    ).rejects.toMatchObject({ code: 'model-not-found' });
    const model = accumulatorModel(size);
    const own = await createChromiumStatefulSession(model, { provider: 'wasm', ...stateful });
    expect(await own.step({ g: filled(2, [size]) })).toEqual({ loss: floats([24], [1]) });
    await own.dispose();
    expect(childCommands().toSorted()).toEqual(before.toSorted());
    await rm(folder, { recursive: true });
  });

  test.runIf(process.platform === 'linux')('a page that is stopped is ended', async () => {
    const before = childCommands();
    const options = { provider: 'wasm', threads: 1, timeLimit: 10 } as const;
    const session = await createChromiumSession(productModel, options);
    for (const pid of renderersOf(process.pid)) process.kill(pid, 'SIGSTOP');
    await expect(session.run({ x: floats([1, 1], [1, 2]) })).rejects.toMatchObject({
      code: 'time-limit',
      message: expect.stringContaining('computed for 10 s without a result and was stopped'),
    });
    await session.dispose();
    expect(childCommands().toSorted()).toEqual(before.toSorted());
  });

  test('a browser that dies rejects its calls', async () => {
    const doomed = await openRuntimePage();
    const session = await doomed.createSession(productModel, { providers: ['wasm'] });
    await doomed.close();
    await expect(session.run({ x: floats([1, 1], [1, 2]) })).rejects.toMatchObject({
      code: 'crashed',
    });
    await session.dispose();
  });
});

describe('findChromium', () => {
  test('CHROMIUM_PATH goes first, and must exist', () => {
    expect(findChromium({ CHROMIUM_PATH: '/mine' }, () => true)).toBe('/mine');
    expect(() => findChromium({ CHROMIUM_PATH: '/mine' }, () => false)).toThrow(
      'CHROMIUM_PATH: /mine does not exist',
    );
  });

  test('then the usual places; else the error says what to do', () => {
    const chrome = '/usr/bin/google-chrome';
    expect(findChromium({}, (path) => path === chrome)).toBe(chrome);
    expect(() => findChromium({}, () => false)).toThrow(/install one .* or set CHROMIUM_PATH/);
  });
});

/** Process numbers and names of everything that this process started and that still lives. */
function childCommands(): string[] {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  const family = new Set([String(process.pid)]);
  for (const [pid = '', parent = ''] of rows) if (family.has(parent)) family.add(pid);
  return rows
    .filter(([pid = '', , name]) => family.has(pid) && /chrom/.test(name ?? ''))
    .map((row) => row.join(' '));
}

/** The processes that show pages, in the browsers that a process has started. Linux. */
function renderersOf(parent: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .map(([pid, ppid, ...args]) => ({ pid: Number(pid), ppid: Number(ppid), args }));
  const parents = new Map(rows.map(({ pid, ppid }) => [pid, ppid]));
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === parent || isOurs(parents.get(pid)));
  return rows
    .filter(({ pid, args }) => args.includes('--type=renderer') && isOurs(pid))
    .map(({ pid }) => pid);
}
