import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRuns } from './find-runs.ts';
import { temporaryFolder, writeRun, writeText } from './runs.test.support.ts';

const ids = (found: Awaited<ReturnType<typeof findRuns>>) => found.runs.map(({ id }) => id);

test('runs at any depth are found, in the order of their names', async () => {
  const folder = temporaryFolder();
  for (const id of ['run-10', 'run-9', 'losses/hinge', '.cache/run', 'node_modules/run']) {
    writeRun(folder, id);
  }
  // Samples and checkpoints of a run are no runs.
  writeText(join(folder, 'run-9', 'checkpoint', 'config.json'), '{}');
  expect(ids(await findRuns(folder))).toEqual(['losses/hinge', 'run-9', 'run-10']);
});

test('the folder itself may be a run', async () => {
  expect(ids(await findRuns(writeRun(temporaryFolder(), 'only')))).toEqual(['.']);
});

test('a folder that is missing has no runs', async () => {
  expect(await findRuns(join(temporaryFolder(), 'missing'))).toEqual({ runs: [], problems: [] });
});

test('links are not followed: neither to folders of runs nor from the files of one', async () => {
  const outside = writeRun(temporaryFolder(), 'secret');
  const folder = temporaryFolder();
  symlinkSync(outside, join(folder, 'linked'));
  for (const name of ['config.json', 'metrics.jsonl', 'samples', 'checkpoint']) {
    const id = `of-${name}`;
    if (name !== 'config.json') writeText(join(folder, id, 'config.json'), '{}');
    else writeText(join(folder, id, 'metrics.jsonl'), '');
    symlinkSync(join(outside, name), join(folder, id, name));
  }
  const found = await findRuns(folder);
  expect(ids(found)).toEqual([]);
  expect(found.problems.toSorted()).toEqual([
    'of-checkpoint: checkpoint is a link; the studio follows none',
    'of-config.json: config.json is a link; the studio follows none',
    'of-metrics.jsonl: metrics.jsonl is a link; the studio follows none',
    'of-samples: samples is a link; the studio follows none',
  ]);
});

test('the search ends at its limits, and says so', async () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 5; i++) writeRun(folder, `run-${i}`);
  writeRun(folder, 'a/b/c/deep');
  const few = await findRuns(folder, { depth: 8, folders: 100, runs: 2 });
  expect(few.runs).toHaveLength(2);
  expect(few.problems).toEqual([
    'only 2 runs are shown; open a folder further down for the others',
  ]);
  const shallow = await findRuns(folder, { depth: 1, folders: 100, runs: 100 });
  expect(ids(shallow)).not.toContain('a/b/c/deep');
});
