/** The gate, the time and the end of calls over gRPC, with a model that a test answers for. */
import { type ClientHttp2Session, connect } from 'node:http2';
import { hostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createAdmission } from '../admission.ts';
import { defaultLimits, type ServeLimits } from '../limits.ts';
import { heldModel } from '../models/held-model.test.support.ts';
import type { ServedModel } from '../models/served-model.ts';
import { createMetrics } from '../observe/metrics.ts';
import { type GrpcServer, startGrpc } from './listen.ts';

let server: GrpcServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const x = hostTensor('float32', Float32Array.of(1), [1]);
const y = hostTensor('float32', Float32Array.of(2), [1]);

async function start(model: ServedModel, limits: Partial<ServeLimits> = {}) {
  const models = new Map([[model.name, model]]);
  const all = { ...defaultLimits, ...limits };
  const admission = createAdmission(all);
  const metrics = createMetrics(admission, models);
  server = await startGrpc({
    ...{ models, limits: all, admission, metrics, log: pino({ level: 'silent' }) },
    ...{ host: '127.0.0.1', port: 0, checkKey: () => undefined, isOpen: () => true },
  });
  const session = await createSession(`${server.url}/${model.name}`, { providers: ['server'] });
  return { running: server, session, admission };
}

test('more calls than the limit are shed', async () => {
  const { model, arrivals, release } = heldModel();
  const { session } = await start(model, { maxQueue: 1 });
  const taken = session.run({ x });
  await arrivals(1);
  await expect(session.run({ x })).rejects.toThrow(/RESOURCE_EXHAUSTED: too many requests/);
  release();
  expect(await taken).toEqual({ y });
  await session.dispose();
});

test('a call that takes too long leaves its place', async () => {
  const { model } = heldModel();
  const { session, admission } = await start(model, { timeLimit: 0.2 });
  await expect(session.run({ x })).rejects.toMatchObject({
    code: 'time-limit',
    message: expect.stringMatching(/no answer in time \(no result within 0.2 s/),
  });
  await expect.poll(() => admission.requests).toBe(0);
  await session.dispose();
});

/** A stream of HTTP/2 that sends these bytes and does not end. */
function openStream(client: ClientHttp2Session, bytes: Uint8Array) {
  const stream = client.request({
    ...{ ':method': 'POST', ':path': '/inference.GRPCInferenceService/ModelInfer' },
    ...{ 'content-type': 'application/grpc', te: 'trailers' },
  });
  stream.on('error', () => undefined);
  const status = new Promise<string>((resolve) => {
    stream.once('response', (headers) => resolve(String(headers['grpc-status'] ?? '')));
    stream.once('trailers', (headers) => resolve(String(headers['grpc-status'] ?? '')));
    stream.once('close', () => resolve('closed'));
  });
  stream.write(bytes);
  return { stream, status };
}

test('messages that do not arrive hold few places, and not for long', async () => {
  const { model, arrivals, release } = heldModel();
  // One message at a time.
  const { running, session } = await start(model, {
    ...{ timeLimit: 1, maxBody: 1000, maxQueueBytes: 1000 },
  });
  const client = connect(running.url.replace('grpc', 'http'));
  client.on('error', () => undefined);
  // The head says 900 bytes, and some of them follow.
  const part = Uint8Array.of(0, 0, 0, 3, 132, 1, 2, 3);
  const slow = [openStream(client, part), openStream(client, part)];
  const probe = await createSession(`${running.url}/${model.name}`, { providers: ['server'] });
  expect(await Promise.all(slow.map(({ status }) => status))).toEqual(['4', '4']);
  const answer = session.run({ x });
  await arrivals(1);
  release();
  expect(await answer).toEqual({ y });
  for (const { stream } of slow) stream.destroy();
  client.destroy();
  await Promise.all([session.dispose(), probe.dispose()]);
});

test('a stop answers what was taken', async () => {
  const { model, arrivals, release } = heldModel();
  const { session, running } = await start(model);
  const taken = session.run({ x });
  await arrivals(1);
  const closing = running.close();
  release();
  expect(await taken).toEqual({ y });
  await session.dispose();
  await closing;
});
