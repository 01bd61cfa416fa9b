/** The gate, the time and the end of calls over gRPC, with a model that a test answers for. */
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
    message: expect.stringMatching(/DEADLINE_EXCEEDED: no result within 0.2 s/),
  });
  expect(admission.requests).toBe(0);
  await session.dispose();
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
