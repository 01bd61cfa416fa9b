import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '@ganport/lab/internal';
import { expect, test } from 'vitest';
import { rowOf, temporaryFolder, writeRun } from './runs.test.support.ts';
import { type Changes, trackRuns } from './track-runs.ts';

test('a run has the state that its lock and its steps show', async () => {
  const folder = temporaryFolder();
  writeRun(folder, 'finished');
  writeRun(folder, 'stopped', { steps: 200, warnings: 2 });
  const lock = await lockFolder(writeRun(folder, 'running', { steps: 200, rows: [] }));
  const tracker = trackRuns(folder);
  const { runs } = await tracker.list();
  expect(runs.map(({ id, state, step, warnings }) => [id, state, step, warnings])).toEqual([
    ['finished', 'finished', 100, 0],
    ['running', 'running', 0, 0],
    ['stopped', 'stopped', 100, 2],
  ]);
  expect(runs[0]).toMatchObject({ variant: 'mlp', loss: 'lsgan', data: 'mnist', steps: 100 });
  expect(runs[0]?.last).toMatchObject({ step: 100, gLoss: 0.01 });
  expect(runs[1]?.owner).toMatchObject({ pid: process.pid, canStop: true });

  // The process ends without a change of the run's files.
  await lock.release();
  expect((await tracker.list()).runs[1]?.state).toBe('stopped');
});

test('listeners hear of new rows, new runs and runs that are gone, and of nothing else', async () => {
  const folder = temporaryFolder();
  const path = writeRun(folder, 'first', { steps: 200 });
  writeRun(folder, 'other');
  const tracker = trackRuns(folder);
  await tracker.list();
  const heard: Changes[] = [];
  const stop = tracker.listen((changes) => heard.push(changes));
  await tracker.look();
  expect(heard).toEqual([]);

  // The last line is not whole yet.
  appendFileSync(join(path, 'metrics.jsonl'), `${rowOf(150)}\n{"step":16`);
  writeRun(folder, 'new');
  rmSync(join(folder, 'other'), { recursive: true });
  await tracker.look();
  expect(heard).toHaveLength(1);
  expect(heard[0]?.changed.map(({ id, step }) => [id, step])).toEqual([
    ['first', 150],
    ['new', 100],
  ]);
  expect(heard[0]?.gone).toEqual(['other']);
  stop();
  tracker.dispose();
});

test('damaged files leave their part out, and a named pipe is not waited for', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(writeRun(folder, 'damaged'), 'config.json'), 'no JSON');
  const path = writeRun(folder, 'pipe');
  rmSync(join(path, 'metrics.jsonl'));
  execFileSync('mkfifo', [join(path, 'metrics.jsonl')]);
  writeFileSync(join(path, 'warnings.jsonl'), 'damaged\n');
  const { runs } = await trackRuns(folder).list();
  expect(runs).toMatchObject([
    { id: 'damaged', step: 100, state: 'stopped' },
    { id: 'pipe', step: 0, warnings: 0 },
  ]);
  expect(runs[0]).not.toHaveProperty('variant');
});

test('a thousand runs are read once; after that only those that have changed', async () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 1000; i++) writeRun(folder, `run-${i}`, { rows: [100] });
  const tracker = trackRuns(folder);
  const first = await tracker.list();
  expect(first.runs).toHaveLength(1000);
  appendFileSync(join(folder, 'run-7', 'metrics.jsonl'), `${rowOf(120)}\n`);
  const second = await tracker.list();
  const isSame = second.runs.map((run, i) => run === first.runs[i]);
  expect(isSame.filter((same) => !same)).toHaveLength(1);
  expect(second.runs[7]?.step).toBe(120);
});
