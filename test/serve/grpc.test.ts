/** `serveModels` over gRPC: Triton's own client, and ganport's. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { hostTensor, type HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { type RunningServer, serveModels } from '@ganport/serve';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder, writeModel } from './support/models.ts';
import { missingModules, python } from '../support/python-peers.ts';

const folder = temporaryFolder();
const key = 'a-key-of-sixteen-letters';
const feeds = {
  noise: hostTensor(
    'float32',
    Float32Array.from({ length: 20 }, (_, i) => Math.sin(i)),
    [5, 4],
  ),
  label: hostTensor('int32', Int32Array.of(0, 1, 0, 1, 0), [5]),
};
let server: RunningServer;
let expected: Record<string, HostTensor>;

beforeAll(async () => {
  const path = await writeModel(folder, 'generator');
  server = await serveModels([path], {
    ...{ port: 0, grpcPort: 0, keys: [key], logLevel: 'silent', providers: ['cpu'] },
    ...{ maxBatch: 8, maxBody: 10_000 },
  });
  const session = await createSession(path, { providers: ['cpu'] });
  expected = await session.run(feeds);
  await session.dispose();
});
afterAll(() => server?.close());

test('a session of ganport over gRPC', async () => {
  const address = `${server.grpcUrl}/generator`;
  const session = await createSession(address, { providers: ['server'], server: { key } });
  expect(session.notes).toEqual([expect.stringMatching(/^computed by ganport \S+ at grpc:/)]);
  const runs = await Promise.all([1, 2, 3].map(() => session.run(feeds)));
  expect(runs).toEqual([expected, expected, expected]);
  await session.dispose();
});

test.each([
  [undefined, 'generator', 'no-provider', /UNAUTHENTICATED: no valid key/],
  ['another-key-of-16', 'generator', 'no-provider', /UNAUTHENTICATED/],
  [key, 'none', 'model-not-found', /NOT_FOUND: no model 'none'; there are: generator/],
  [key, 'generator/2', 'model-not-found', /NOT_FOUND: generator has the version 1 alone/],
])('key %s, model %s: %s', async (given, model, code, message) => {
  const options = given === undefined ? {} : { server: { key: given } };
  const opened = createSession(`${server.grpcUrl}/${model}`, { providers: ['server'], ...options });
  await expect(opened).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

describe('bytes that are no request', () => {
  const call = (bytes: Uint8Array) =>
    new Promise<ServiceError | null>((resolve) => {
      const client = new Client(new URL(server.grpcUrl ?? '').host, credentials.createInsecure());
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${key}`);
      const same = (value: Buffer) => value;
      const path = '/inference.GRPCInferenceService/ModelInfer';
      client.makeUnaryRequest(path, same, same, Buffer.from(bytes), metadata, (error) => {
        client.close();
        resolve(error);
      });
    });

  test.each([
    ['nothing', Uint8Array.of(), status.NOT_FOUND],
    ['no message', Uint8Array.of(0xff, 0xff, 0xff), status.INTERNAL],
    ['a name that never ends', Uint8Array.of(0x0a, 0x7f, 0x61), status.INTERNAL],
    ['too many bytes', new Uint8Array(20_000), status.RESOURCE_EXHAUSTED],
  ])('%s', async (_, bytes, code) => {
    expect(await call(bytes)).toMatchObject({ code });
  });
});

const missing = missingModules('tritonclient', 'tritonclient.grpc');
const note = missing ? ` (skipped: ${missing})` : '';
describe.skipIf(missing !== undefined)(`tritonclient${note}`, () => {
  test('what it is told and what it computes', async () => {
    const script = join(import.meta.dirname, 'support', 'grpc_client.py');
    const { host } = new URL(server.grpcUrl ?? '');
    const { stdout } = await promisify(execFile)(python, [script, host, 'generator', key]);
    const told = JSON.parse(stdout);
    const values = (told.image as number[][][][]).flat(3);
    expect(values).toHaveLength(20);
    for (const [i, value] of values.entries()) {
      expect(value).toBeCloseTo(Number(expected['image']?.data[i]), 6);
    }
    expect(told).toMatchObject({
      ...{ live: true, ready: true, modelReady: true, id: '7' },
      server: { name: 'ganport', extensions: ['binary_tensor_data'] },
      model: {
        ...{ name: 'generator', versions: ['1'], platform: 'onnxruntime_onnx' },
        inputs: [
          { name: 'noise', datatype: 'FP32', shape: ['-1', '4'] },
          { name: 'label', datatype: 'INT32', shape: ['-1'] },
        ],
      },
      keyless: expect.stringMatching(/^StatusCode.UNAUTHENTICATED: no valid key/),
      missing: "StatusCode.NOT_FOUND: no model 'none'; there are: generator",
      wrong: 'StatusCode.INVALID_ARGUMENT: input label: missing, expected int32[batch], got noise',
    });
  });
});
