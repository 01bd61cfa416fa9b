/** Files that a provider would misread, opened on a platform whose CPU provider claims to be one that does. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { localSessions } from '../local/create.ts';
import { repairForWebGpu } from '../repair/webgpu.ts';
import { hostTensor } from '../tensor.ts';
import { nodePlatform } from './platform.ts';

const { cpu } = nodePlatform.providers;
if (!cpu) throw new Error('onnxruntime-node has no CPU provider');
const repairing = localSessions({
  ...nodePlatform,
  providers: {
    cpu: {
      ...cpu,
      prepare: async (options) => ({ ...(await cpu.prepare(options)), repair: repairForWebGpu }),
    },
  },
});

const ones = (count: number) => Array.from({ length: count }, () => 1).join(', ');
const modelOf = (channels: number) =>
  OnnxModel.fromGraph(
    parseGraph(`(float[1,${channels},2,2] x) => (float[1,16,1,1] y)
      <float[16,${channels},2,2] w = {${ones(64 * channels)}}> { y = Conv(x, w) }`),
  );

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganport-repair-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

/** What ONNX Runtime is given, and what the session computes. */
async function opened(model: string | Uint8Array, channels: number) {
  const create = vi.spyOn(InferenceSession, 'create');
  const session = await repairing.createSession(model, { providers: ['cpu'], threads: 1 });
  const size = 4 * channels;
  const x = hostTensor('float32', new Float32Array(size).fill(1), [1, channels, 2, 2]);
  const { y } = await session.run({ x });
  await session.dispose();
  return { given: create.mock.lastCall?.[0] as unknown, y: Array.from(y?.data ?? [], Number) };
}

test('a file with external data is repaired in memory', async () => {
  const path = join(folder, 'six.onnx');
  await modelOf(6).save(path, { externalData: true });
  expect(existsSync(`${path}.data`)).toBe(true);
  const { given, y } = await opened(path, 6);
  expect(given).toBeInstanceOf(Uint8Array);
  expect(y).toEqual(Array.from({ length: 16 }, () => 24));
});

test('a file without faults is given as its path, and bytes as they are', async () => {
  const path = join(folder, 'eight.onnx');
  const bytes = modelOf(8).bytes();
  await writeFile(path, bytes);
  const y = Array.from({ length: 16 }, () => 32);
  expect(await opened(path, 8)).toEqual({ given: path, y });
  expect((await opened(bytes, 8)).given).toBe(bytes);
});
