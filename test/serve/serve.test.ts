/** `serveModels` whole: its models in their processes, and the network in front of them. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { decodeImage } from '@ganport/lab';
import { hostTensor, type HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { createServerSession } from '@ganport/runtime/oip';
import { type RunningServer, ServeError, serveModels } from '@ganport/serve';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { malformedRequests } from './support/malformed.ts';
import { temporaryFolder, writeModel } from './support/models.ts';

const folder = temporaryFolder();
let server: RunningServer;
let paths: string[];

beforeAll(async () => {
  paths = [
    await writeModel(folder, 'generator'),
    await writeModel(folder, 'hungry'),
    await writeModel(folder, 'centered'),
    `table=${await writeModel(folder, 'lookup')}`,
  ];
  server = await serveModels(paths, {
    ...{ port: 0, logLevel: 'silent', providers: ['cpu'], threads: 1 },
    ...{ maxBatch: 32, maxBody: 100_000, memoryLimit: 2 ** 29 },
  });
});
afterAll(() => server?.close());

const floats = (values: readonly number[], dims: readonly number[]) =>
  hostTensor('float32', Float32Array.from(values), dims);
const noise = (rows: number) =>
  floats(
    Array.from({ length: 4 * rows }, (_, i) => Math.sin(i)),
    [rows, 4],
  );
const labels = (rows: number) =>
  hostTensor(
    'int32',
    Int32Array.from({ length: rows }, (_, i) => i % 2),
    [rows],
  );
const open = (name: string, format: 'json' | 'binary' = 'binary') =>
  createServerSession(`${server.url}/v2/models/${name}`, { format });

test('the models, and which of them take requests together', () => {
  const told = server.models.map(({ name, alone, generator }) => [name, alone, generator?.latent]);
  expect(told).toEqual([
    ['generator', undefined, 4],
    ['hungry', undefined, undefined],
    ['centered', 'a row of output y depends on the other rows', undefined],
    ['table', undefined, undefined],
  ]);
});

describe('computes what a session of this process computes', () => {
  const feeds = { noise: noise(5), label: labels(5) };
  let expected: Record<string, HostTensor>;
  beforeAll(async () => {
    const session = await createSession(paths[0] ?? '', { providers: ['cpu'] });
    expected = await session.run(feeds);
    await session.dispose();
  });

  test.each(['json', 'binary'] as const)('%s', async (format) => {
    const session = await open('generator', format);
    expect(session.inputs).toEqual([
      { name: 'noise', dtype: 'float32', dims: ['', 4] },
      { name: 'label', dtype: 'int32', dims: [''] },
    ]);
    expect(await session.run(feeds)).toEqual(expected);
  });

  test('rows of many requests at once, each of its own', async () => {
    const session = await open('generator');
    const rows = await Promise.all(
      Array.from({ length: 100 }, (_, i) => {
        const at = i % 5;
        return session.run({
          noise: floats([...noise(5).data.slice(4 * at, 4 * at + 4)].map(Number), [1, 4]),
          label: hostTensor('int32', Int32Array.of(at % 2), [1]),
        });
      }),
    );
    for (const [i, { image }] of rows.entries()) {
      const at = 4 * (i % 5);
      const row = expected['image']?.data.slice(at, at + 4);
      expect(image).toEqual(hostTensor('float32', row as Float32Array, [1, 2, 2, 1]));
    }
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const count = (name: string) =>
      Number(new RegExp(`^${name}\\{model="generator"\\} (\\d+)$`, 'm').exec(text)?.[1]);
    expect(count('ganport_batch_rows_count')).toBeLessThan(count('ganport_batched_requests_total'));
  });

  test('a model whose rows depend on each other, alone', async () => {
    const session = await open('centered');
    const results = await Promise.all(
      [1, 2, 3].map((value) => session.run({ x: floats([value, 0, -value, 0], [2, 2]) })),
    );
    expect(results.map(({ y }) => y?.data)).toEqual(
      [1, 2, 3].map((value) => Float32Array.of(value, 0, -value, 0)),
    );
  });
});

test('a request that ends the process costs itself alone', async () => {
  const session = await open('hungry');
  const one = (value: number) => session.run({ x: floats([value], [1, 1]) });
  const [first, gone, ...others] = await Promise.allSettled([one(1), one(600), one(2), one(3)]);
  const value = (result: number) => ({
    status: 'fulfilled',
    value: { y: floats([result], [1, 1]) },
  });
  expect([first, ...others]).toEqual([value(1), value(2), value(3)]);
  // Told by the model's name, not by its path.
  const message = expect.stringMatching(/answered 500: hungry: needed more than 512 MiB of memory/);
  expect(gone).toMatchObject({ status: 'rejected', reason: { message } });
  expect((await one(4)).y?.data).toEqual(Float32Array.of(4));
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/^ganport_worker_restarts_total\{model="hungry"\} [12]$/m);
});

test('a position that is not there is a mistake of the request', async () => {
  const session = await open('table');
  const at = (...positions: bigint[]) =>
    session.run({ at: hostTensor('int64', BigInt64Array.from(positions), [positions.length]) });
  await expect(at(1n, 7n)).rejects.toThrow(/answered 422: table: ONNX Runtime: .*out of/);
  expect((await at(2n)).y?.data).toEqual(Float32Array.of(4, 5));
});

describe('/images.png', () => {
  const draw = async (query: string) => {
    const response = await fetch(`${server.url}/images.png?${query}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, type: response.headers.get('content-type'), bytes };
  };

  test('the images of a seed and a label, again the same', async () => {
    const one = await draw('seed=3&label=dog&count=4');
    expect([one.status, one.type]).toEqual([200, 'image/png']);
    const { width, height, channels } = await decodeImage(one.bytes, 'images.png');
    expect([width > 4, height > 4, channels]).toEqual([true, true, 1]);
    expect((await draw('seed=3&label=1&count=4')).bytes).toEqual(one.bytes);
    expect((await draw('seed=4&label=dog&count=4')).bytes).not.toEqual(one.bytes);
    expect((await draw('')).status).toBe(200);
  });

  test.each([
    ['count=0', 400, 'count must be a whole number from 1 to 32'],
    ['count=33', 400, 'count must be'],
    ['seed=-1', 400, 'seed must be'],
    ['seed=1e3', 400, 'seed must be'],
    ['label=horse', 400, "there is no class 'horse'; it has cat, dog"],
    ['truncation=0', 400, 'truncation must be'],
    ['sed=1', 400, 'no parameter sed'],
    ['model=hungry', 404, 'no such generator for /images.png; there are: generator'],
  ])('%s is refused', async (query, status, message) => {
    const answer = await draw(query);
    const { error } = JSON.parse(Buffer.from(answer.bytes).toString());
    expect([answer.status, error]).toEqual([status, expect.stringContaining(message)]);
  });
});

test('200 malformed requests: each is refused with a line, and the server goes on', async () => {
  const seed = 20_240_601;
  const requests = malformedRequests(seed, 200);
  const odd: unknown[] = [];
  for (const { path, ...init } of requests) {
    const response = await fetch(`${server.url}${path}`, init);
    const text = await response.text();
    const isLine = /^\{"error":"[^\n]+"\}$/.test(text);
    if (response.status >= 400 && response.status < 500 && (isLine || init.method === 'HEAD'))
      continue;
    odd.push([path, init, response.status, text]);
  }
  expect(odd).toEqual([]);
  const session = await open('generator');
  await session.run({ noise: noise(1), label: labels(1) });
});

test('the OpenAPI document is one, with all paths', async () => {
  const document = await (await fetch(`${server.url}/openapi.json`)).json();
  const { valid, errors } = await new Validator().validate(document);
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  expect(Object.keys(document.paths)).toContain('/v2/models/{name}/infer');
});

test.each([
  [[], 'no model to serve'],
  [
    ['a/x.onnx', 'b/x.onnx'],
    'a/x.onnx and b/x.onnx are both called x; give one of them as NAME=PATH',
  ],
  [['a b=x.onnx'], "'a b' is no name of a model"],
  [['/'], "'' is no name of a model"],
])('%j: %s', async (models, message) => {
  const started = serveModels(models, { logLevel: 'silent' });
  await expect(started).rejects.toThrow(ServeError);
  await expect(started).rejects.toThrow(message);
});

test('a port that is taken', async () => {
  const { port } = new URL(server.url);
  const [path = ''] = paths;
  const started = serveModels([path], {
    port: Number(port),
    logLevel: 'silent',
    providers: ['cpu'],
  });
  await expect(started).rejects.toMatchObject({
    code: 'cannot-listen',
    message: expect.stringMatching(
      /^cannot listen at 127.0.0.1:\d+: .*EADDRINUSE.*; choose another/,
    ),
  });
});
