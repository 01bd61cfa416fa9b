/** The way of a request through the server, with models that a test answers for. */
import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { hostTensor } from '@ganport/runtime';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createAdmission } from '../admission.ts';
import { defaultLimits, type ServeLimits } from '../limits.ts';
import { heldModel } from '../models/held-model.test.support.ts';
import type { ServedModel } from '../models/served-model.ts';
import { createMetrics } from '../observe/metrics.ts';
import { keyCheck } from './keys.ts';
import { type HttpOptions, type HttpServer, startHttp } from './listen.ts';

let server: HttpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const x = { name: 'x', datatype: 'FP32', shape: [1], data: [1] };

type StartOptions = Partial<Omit<HttpOptions, 'limits'>> & {
  readonly keys?: readonly string[];
  readonly limits?: Partial<ServeLimits>;
};

async function start(
  model: ServedModel,
  { limits = {}, keys = [], ...options }: StartOptions = {},
): Promise<HttpServer> {
  const models = new Map([[model.name, model]]);
  const all = { ...defaultLimits, ...limits };
  const admission = createAdmission(all);
  const metrics = createMetrics(admission, models);
  server = await startHttp({
    ...{ models, limits: all, admission, metrics, log: pino({ level: 'silent' }) },
    ...{ host: '127.0.0.1', port: 0, cors: [], isOpen: () => true },
    ...{ checkKey: keyCheck(keys), hasKeys: keys.length > 0 },
    ...options,
  });
  return server;
}

const infer = ({ url }: HttpServer, init: RequestInit = {}) =>
  fetch(`${url}/v2/models/held/infer`, {
    method: 'POST',
    body: JSON.stringify({ inputs: [x] }),
    ...init,
  });

/** fetch sets Host itself. */
const withHost = (url: string, host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

describe('the gate', () => {
  test('more requests than the limit are shed, with when to come again', async () => {
    const { model, arrivals, release } = heldModel();
    const running = await start(model, { limits: { maxQueue: 2 } });
    const taken = [infer(running), infer(running)];
    await arrivals(2);
    const shed = await infer(running);
    expect([shed.status, shed.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await shed.json()).toEqual({ error: expect.stringMatching(/^too many requests/) });
    // Probes and metrics are not shed.
    expect((await fetch(`${running.url}/v2/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toContain('ganport_requests_under_way 2');
    release();
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200]);
    const next = infer(running);
    await arrivals(1);
    release();
    expect((await next).status).toBe(200);
  });

  test('bodies count by their bytes, before they are read', async () => {
    const { model, arrivals, release } = heldModel();
    const running = await start(model, { limits: { maxQueueBytes: 100 } });
    const first = infer(running);
    await arrivals(1);
    expect((await infer(running)).status).toBe(429);
    release();
    expect((await first).status).toBe(200);
  });

  test('a body above the limit, announced or not', async () => {
    const { model } = heldModel();
    const running = await start(model, { limits: { maxBody: 1000 } });
    const body = new Uint8Array(2000);
    expect((await infer(running, { body })).status).toBe(413);
    const stream = new Blob([body]).stream();
    const unannounced = { body: stream, duplex: 'half' } as RequestInit;
    expect((await infer(running, unannounced)).status).toBe(413);
  });
});

test('a request that takes too long is answered, and its place is free', async () => {
  const { model, release, arrivals } = heldModel();
  const running = await start(model, { limits: { timeLimit: 0.2, maxQueue: 1 } });
  const late = await infer(running);
  expect([late.status, await late.json()]).toEqual([
    504,
    { error: expect.stringMatching(/^no result within 0.2 s/) },
  ]);
  release();
  const next = infer(running);
  await arrivals(1);
  release();
  expect((await next).status).toBe(200);
});

test('a body that does not arrive', async () => {
  const { model } = heldModel();
  const running = await start(model, { limits: { timeLimit: 0.2 } });
  const { port, hostname } = new URL(running.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    'POST /v2/models/held/infer HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{',
  );
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1.1 408 [^]*the body has not arrived within 0.2 s/);
});

test('a client that does not read keeps its place', async () => {
  const { model, arrivals, release } = heldModel();
  const rows = 2 ** 22;
  const large = {
    ...model,
    infer: async (...args: Parameters<typeof model.infer>) => {
      await model.infer(...args);
      return { y: hostTensor('float32', new Float32Array(rows), [rows]) };
    },
  };
  const running = await start(large, { limits: { maxQueue: 1 } });
  const { port, hostname } = new URL(running.url);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ inputs: [x], parameters: { binary_data_output: true } });
  socket.write(
    `POST /v2/models/held/infer HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await arrivals(1);
  release();
  await once(socket, 'data');
  socket.pause();
  expect((await infer(running)).status).toBe(429);
  socket.destroy();
  const next = async () => {
    const answer = infer(running);
    void arrivals(1).then(release);
    return (await answer).status;
  };
  await expect.poll(next, { timeout: 60_000 }).toBe(200);
});

test('a client that goes away leaves its place', async () => {
  const { model, arrivals, release } = heldModel();
  const running = await start(model, { limits: { maxQueue: 1 } });
  const controller = new AbortController();
  const gone = infer(running, { signal: controller.signal });
  await arrivals(1);
  controller.abort();
  await expect(gone).rejects.toThrow('aborted');
  release();
  const underWay = async () => {
    const text = await (await fetch(`${running.url}/metrics`)).text();
    return /^ganport_requests_under_way (\d+)$/m.exec(text)?.[1];
  };
  await expect.poll(underWay, { timeout: 60_000 }).toBe('0');
});

test('a stop answers what was taken, refuses what comes, and says so to probes', async () => {
  const { model, arrivals, release } = heldModel();
  const running = await start(model);
  const taken = infer(running);
  await arrivals(1);
  const closing = running.close();
  await expect(fetch(`${running.url}/v2/health/ready`)).rejects.toThrow('fetch failed');
  release();
  const answer = await taken;
  expect([answer.status, (await answer.json()).outputs[0].data]).toEqual([200, [2]]);
  await closing;
});

test('what never ends is cut off after the grace', async () => {
  const { model, arrivals } = heldModel();
  const running = await start(model, { limits: { grace: 0.1 } });
  const cut = infer(running).catch((thrown: Error) => thrown.message);
  await arrivals(1);
  await running.close();
  expect(await cut).toBe('fetch failed');
});

describe('who may use it', () => {
  const key = '0123456789abcdef';

  test('with keys, everything but the probes needs one', async () => {
    const { model } = heldModel();
    const { url } = await start(model, { keys: ['another-key-of-16', key] });
    const status = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${url}${path}`, { headers })).status;
    for (const path of ['/v2', '/v2/models/held', '/metrics', '/openapi.json', '/images.png']) {
      expect([path, await status(path)]).toEqual([path, 401]);
    }
    expect(await status('/v2/health/live')).toBe(200);
    expect(await status('/v2', { authorization: `Bearer ${key}` })).toBe(200);
    expect(await status('/v2', { 'x-api-key': key })).toBe(200);
    for (const wrong of [`${key}x`, key.slice(1), '', 'another']) {
      expect(await status('/v2', { authorization: `Bearer ${wrong}` })).toBe(401);
      expect(await status('/v2', { 'x-api-key': wrong })).toBe(401);
    }
    expect(await status('/v2', { authorization: `Basic ${key}` })).toBe(401);
    // A key is enough, whatever the machine is called.
    expect(await withHost(`${url}/v2/health/live`, 'models.example.org')).toBe(200);
  });

  test('pages of other origins, and other names of this machine, may not', async () => {
    const { model } = heldModel();
    const { url } = await start(model, { cors: ['https://friend.example'] });
    const answer = async (origin: string, method = 'GET') =>
      fetch(`${url}/v2`, {
        method,
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    expect((await answer('https://foe.example')).status).toBe(403);
    expect((await answer('null')).status).toBe(403);
    expect((await answer(url)).status).toBe(200);
    const friend = await answer('https://friend.example');
    const allowed = 'access-control-allow-origin';
    expect([friend.status, friend.headers.get(allowed)]).toEqual([200, 'https://friend.example']);
    const preflight = await answer('https://friend.example', 'OPTIONS');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-api-key');
    const foe = await answer('https://foe.example', 'OPTIONS');
    expect(foe.headers.get(allowed)).toBeNull();
    const { port } = new URL(url);
    for (const host of ['foe.example', `foe.example:${port}`, '127.0.0.1.foe.example']) {
      expect([host, await withHost(`${url}/v2`, host)]).toEqual([host, 403]);
    }
    for (const host of [`localhost:${port}`, '[::1]', '127.0.0.2']) {
      expect([host, await withHost(`${url}/v2`, host)]).toEqual([host, 200]);
    }
  });
});
