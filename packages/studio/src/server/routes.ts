/** The answers of the server. Everything below /api needs the token; the page itself has no secrets. */
import { join, resolve } from 'node:path';
import { CoreError, createPlan, variants } from '@ganport/core';
import { describeSettings, lossPresetNames, shownCommand } from '@ganport/core/internal';
import { compareRuns, LabError, openRunFolder } from '@ganport/lab';
import { listSamples, readInputFile, readSampleLines } from '@ganport/lab/internal';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import {
  type AskedSettings,
  checkRunName,
  resumeArguments,
  trainArguments,
} from '../control/command-line.ts';
import type { Jobs } from '../control/jobs.ts';
import { StudioError } from '../errors.ts';
import type {
  ComparisonAnswer,
  PlanAnswer,
  SampleLines,
  StudioEvent,
  StudioFacts,
} from '../protocol.ts';
import { describeRun } from '../runs/describe-run.ts';
import type { FoundRun } from '../runs/find-runs.ts';
import { ownerOf } from '../runs/summarize.ts';
import type { RunTracker } from '../runs/track-runs.ts';
import { ownHostOnly, tokenOnly, withHeaders } from './guard.ts';
import { addModels, COMPUTE_BYTES } from './models.ts';
import { addNearest, NEAREST_BYTES } from './nearest.ts';
import { checked, requests } from './requests.ts';
import { addSiteFiles } from './site-files.ts';

export interface Served {
  /** The folder of the runs. */
  readonly folder: string;
  readonly tracker: RunTracker;
  readonly jobs: Jobs;
  readonly token: string;
  readonly port: () => number;
  readonly page: MiddlewareHandler;
}

/** The most bytes of a request, by its path. */
const BODY_BYTES = 65_536;
const largeBodies: Readonly<Record<string, number>> = {
  '/api/compute': COMPUTE_BYTES,
  '/api/nearest': NEAREST_BYTES,
};
/** Milliseconds between signs of life, so that a page notices a server that is gone. */
const ALIVE = 15_000;

/** The application. */
export async function createApp(served: Served): Promise<Hono> {
  const { folder, tracker, jobs, token, port, page } = served;
  const app = new Hono();
  app.onError(answerError);
  app.use(withHeaders, ownHostOnly(port));
  app.use('/api/*', tokenOnly(token), limitBody);

  const found = (id: string | undefined): FoundRun => {
    const run = id === undefined ? undefined : tracker.find(id);
    if (run) return run;
    throw new StudioError('not-found', `${id ?? 'run'}: no run of this folder; reload the page`);
  };

  app.get('/api/studio', (context) => {
    const facts: StudioFacts = {
      folder: resolve(folder),
      variants: Object.values(variants).map(({ name, source }) => ({ name, source })),
      losses: lossPresetNames,
      settings: describeSettings(),
      jobs: jobs.list(),
    };
    return context.json(facts);
  });
  app.get('/api/runs', async (context) => context.json(await tracker.list()));
  app.get('/api/run', async (context) =>
    context.json(await describeRun(found(context.req.query('run')))),
  );
  app.get('/api/picture', async (context) => {
    const { run } = found(context.req.query('run'));
    const step = Number(context.req.query('step'));
    const picture = (await listSamples(run)).find((each) => each.step === step);
    if (!picture) throw new StudioError('not-found', `step ${step}: the run has no picture of it`);
    const bytes = await readInputFile(picture.path, PICTURE_BYTES);
    return context.body(Uint8Array.from(bytes), 200, { 'Content-Type': 'image/png' });
  });
  app.get('/api/lines', async (context) => {
    const { run } = found(context.req.query('run'));
    const step = Number(context.req.query('step'));
    const lines = Number.isSafeInteger(step) ? await readSampleLines(run, step) : undefined;
    if (!lines) throw new StudioError('not-found', `step ${step}: the run has no text of it`);
    const answer: SampleLines = { lines };
    return context.json(answer);
  });
  app.get('/api/compare', async (context) => {
    const paths = (context.req.queries('run') ?? []).map((id) => found(id).run.path);
    const { settings, metrics } = await compareRuns(paths);
    const answer: ComparisonAnswer = { settings, metrics };
    return context.json(answer);
  });
  addModels(app, found);
  addNearest(app, found);
  app.get('/api/events', (context) => events(context, tracker, jobs));

  app.post('/api/plan', async (context) => {
    const { name, settings } = checked(requests.start, await bodyOf(context));
    return context.json(planOf(settings, join(folder, name), name));
  });
  app.post('/api/start', async (context) => {
    const { name, settings } = checked(requests.start, await bodyOf(context));
    checkRunName(name);
    const out = resolve(folder, name);
    return context.json(jobs.start('train', name, trainArguments(settings, out)));
  });
  app.post('/api/resume', async (context) => {
    const { run: id, steps } = checked(requests.resume, await bodyOf(context));
    const { run } = found(id);
    const { config } = await openRunFolder(run.path);
    const args = resumeArguments(Object(config) as Record<string, unknown>, run.path, steps);
    return context.json(jobs.start('resume', id, args));
  });
  app.post('/api/evaluate', async (context) => {
    const { run: id } = checked(requests.run, await bodyOf(context));
    const args = ['evaluate', found(id).run.path, '--json', '--count', String(EVALUATED)];
    return context.json(jobs.start('evaluate', id, args));
  });
  app.post('/api/stop', async (context) => {
    const { run: id } = checked(requests.run, await bodyOf(context));
    await stop(found(id));
    return context.json({});
  });
  app.all('/api/*', (context) => context.json({ error: `${context.req.path}: unknown` }, 404));

  await addSiteFiles(app);
  app.use(page);
  return app;
}

/** A sheet of samples has at most a few megabytes. */
const PICTURE_BYTES = 2 ** 26;
/** Samples of an evaluation, as in the scores of a run. */
const EVALUATED = 2000;

/** Interrupts the process that trains in a run's folder, which then saves a checkpoint. */
async function stop({ id, run }: FoundRun): Promise<void> {
  const owner = await ownerOf(run);
  if (!owner) throw new StudioError('conflict', `${id}: nothing trains there; reload the page`);
  if (!owner.isKnown || owner.pid === process.pid) {
    const message = `${id}: process ${owner.pid} of ${owner.host} trains there; stop it where it runs`;
    throw new StudioError('conflict', message);
  }
  process.kill(owner.pid, 'SIGINT');
}

/** Asked at each stroke of a key, so a wrong setting is an answer and no error. */
function planOf(settings: AskedSettings, out: string, name: string): PlanAnswer {
  try {
    checkRunName(name);
    const { config } = createPlan(settings);
    return { config, command: shownCommand(trainArguments(settings, out)) };
  } catch (thrown) {
    if (thrown instanceof CoreError || thrown instanceof StudioError) {
      return { problem: thrown.message };
    }
    throw thrown;
  }
}

async function bodyOf(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch (cause) {
    throw new StudioError('bad-request', 'request: must be JSON', { cause });
  }
}

/** The changes of runs and jobs as server-sent events, until the page goes. */
function events(context: Context, tracker: RunTracker, jobs: Jobs): Response {
  return streamSSE(context, async (stream) => {
    const send = (event: StudioEvent): void => {
      void stream.writeSSE({ data: JSON.stringify(event) });
    };
    const stops = [
      tracker.listen((changes) => send({ kind: 'runs', ...changes })),
      jobs.listen((job) => send({ kind: 'job', job })),
    ];
    const gone = new Promise<void>((end) => stream.onAbort(end));
    const alive = setInterval(() => void stream.write(':\n\n'), ALIVE);
    // The page reads the list again once it hears this.
    await stream.write(':\n\n');
    await gone;
    clearInterval(alive);
    for (const stopListening of stops) stopListening();
  });
}

const limitBody: MiddlewareHandler = (context, next) => {
  const { path } = context.req;
  const maxSize = (Object.hasOwn(largeBodies, path) && largeBodies[path]) || BODY_BYTES;
  const onError = () => context.json({ error: `request: has more than ${maxSize} bytes` }, 413);
  return bodyLimit({ maxSize, onError })(context, next);
};

/** The kinds of errors that a request can cause, and their status. */
const statuses = {
  'bad-request': 400,
  'bad-argument': 400,
  'bad-config': 400,
  'not-found': 404,
  conflict: 409,
} as const;

function answerError(error: Error, context: Context): Response {
  const isKnown = [StudioError, LabError, CoreError].some((kind) => error instanceof kind);
  const { code } = error as { code?: string };
  const status = statuses[code as keyof typeof statuses] ?? 500;
  const message = isKnown ? error.message : 'an error of the studio itself; see its terminal';
  if (!isKnown) console.error(error);
  return context.json({ error: message }, status);
}
