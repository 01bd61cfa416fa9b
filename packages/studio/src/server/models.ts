/**
 * What the page Compare asks of this machine: its runtimes, what one of them computes of a model, and the
 * checkpoint of a run. A model may come from anyone, so it is computed in a child process with limits.
 */
import { encodeCheckpoint } from '@ganport/core';
import { readCheckpoint } from '@ganport/lab';
import { parityCandidates } from '@ganport/parity';
import { candidateReason } from '@ganport/parity/internal';
import { encodeMessage } from '@ganport/parity/internal/web';
import { createSerializer, elementTypes } from '@ganport/runtime/internal';
import type { Hono } from 'hono';
import * as z from 'zod';
import { StudioError } from '../errors.ts';
import type { ComputeAnswer, RuntimeList } from '../protocol.ts';
import type { FoundRun } from '../runs/find-runs.ts';
import { decoded } from './message.ts';
import { checked } from './requests.ts';

/** The most bytes of a model and its inputs. */
export const COMPUTE_BYTES = 2 ** 30;

const limits = { timeLimit: 120 };

/** The page itself compares in a browser. */
const candidates = (model: Uint8Array) =>
  parityCandidates(model, limits).filter(({ runtime }) => runtime !== 'chromium');

type Numbers = InstanceType<(typeof elementTypes)[keyof typeof elementTypes]['array']>;

const tensor = z.strictObject({
  dtype: z.enum(Object.keys(elementTypes) as [keyof typeof elementTypes]),
  dims: z.array(z.int().min(0)).max(16),
  data: z.custom<Numbers>((value) => ArrayBuffer.isView(value)),
});

const request = z.strictObject({
  runtime: z.string().max(100),
  provider: z.string().max(100),
  model: z.instanceof(Uint8Array),
  inputs: z.record(z.string().max(1000), tensor),
  outputs: z.array(z.string().max(1000)).max(1000),
});

/** @param find a run of the folder, by its id */
export function addModels(app: Hono, find: (id: string | undefined) => FoundRun): void {
  const oneByOne = createSerializer();
  app.get('/api/runtimes', (context) => {
    const answer: RuntimeList = candidates(new Uint8Array()).map(({ runtime, provider }) => ({
      runtime,
      provider,
    }));
    return context.json(answer);
  });
  app.post('/api/compute', async (context) => {
    const asked = checked(request, decoded(await context.req.arrayBuffer()));
    const answer = await oneByOne(() => compute(asked));
    return context.body(encodeMessage(answer), 200, { 'Content-Type': 'application/octet-stream' });
  });
  app.get('/api/checkpoint', async (context) => {
    const { id, run } = find(context.req.query('run'));
    const checkpoint = await readCheckpoint(run.checkpoint);
    if (!checkpoint) {
      throw new StudioError('not-found', `${id}: has no checkpoint yet; train it for longer`);
    }
    const parts = await encodeCheckpoint(checkpoint);
    return context.body(Uint8Array.from(Buffer.concat(parts)), 200, {
      'Content-Type': 'application/octet-stream',
    });
  });
}

/** The time is that of a second run; the first one also prepares. */
async function compute(asked: z.infer<typeof request>): Promise<ComputeAnswer> {
  const { runtime, provider, model, inputs, outputs } = asked;
  const candidate = candidates(model).find(
    (each) => each.runtime === runtime && each.provider === provider,
  );
  if (!candidate) {
    throw new StudioError('not-found', `${runtime} ${provider}: no runtime of this studio`);
  }
  try {
    const session = await candidate.open();
    try {
      await session.run(inputs, outputs);
      const start = performance.now();
      const computed = await session.run(inputs, outputs);
      return { outputs: computed, milliseconds: performance.now() - start };
    } finally {
      await session.dispose();
    }
  } catch (thrown) {
    return { failed: candidateReason(thrown) };
  }
}
