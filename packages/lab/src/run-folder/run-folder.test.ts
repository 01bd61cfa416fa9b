import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { writeCheckpoint } from './checkpoint-files.ts';
import { appendMetrics, readMetrics } from './metrics.ts';
import {
  createRunFolder,
  lockNewRunFolder,
  openRunFolder,
  removeRun,
  rewindRunFolder,
  samplePath,
} from './run-folder.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'test-')), 'deep/run');
});

const checkpoint = (step: number) =>
  ({
    header: {
      step,
      seed: 1,
      configHash: 'c',
      randomness: 'r',
      dataOrder: { dataset: 'd', size: 1, batchSize: 1 },
      versions: {},
    },
    tensors: { w: { dtype: 'float32', dims: [1], data: Float32Array.of(step) } },
  }) as const;
const row = (step: number) => ({ step, dLoss: 1, dAccuracy: 0.5, gLoss: 1, secondsPerStep: 1 });

test('a new run has its folders and its configuration, to be opened again', async () => {
  const { run } = await createRunFolder(path, { model: 'dcgan', seed: 1 });
  expect(readdirSync(path).toSorted()).toEqual([
    'checkpoint',
    'config.json',
    'metrics.jsonl',
    'samples',
  ]);
  expect(readFileSync(run.config, 'utf8')).toBe('{\n  "model": "dcgan",\n  "seed": 1\n}\n');
  expect(await openRunFolder(path)).toEqual({ run, config: { model: 'dcgan', seed: 1 } });
  expect(samplePath(run, 200)).toBe(join(path, 'samples', 'step-000200.png'));
});

test('a folder that holds a run is not written over', async () => {
  await createRunFolder(path, { seed: 1 });
  await expect(createRunFolder(path, { seed: 2 })).rejects.toThrow(
    expect.objectContaining({
      code: 'run-exists',
      message: `${path}: already holds a run; resume it with --resume, or choose another folder`,
    }),
  );
  expect(await openRunFolder(path)).toMatchObject({ config: { seed: 1 } });
});

test('an empty folder becomes a run; a folder with other files is refused and stays as it is', async () => {
  mkdirSync(path, { recursive: true });
  const { discard } = await createRunFolder(path, {});
  await discard();
  expect(readdirSync(path)).toEqual([]); // The folder itself was there before.
  const foreign = ['.hidden', 'curves.svg', 'generator.onnx', 'samples'];
  for (const name of foreign.slice(0, 3)) writeFileSync(join(path, name), name);
  mkdirSync(join(path, 'samples'));
  writeFileSync(join(path, 'samples', 'holiday.png'), 'png');
  await expect(createRunFolder(path, {})).rejects.toThrow(
    expect.objectContaining({
      code: 'not-empty',
      message: `${path}: holds other files (.hidden, curves.svg, generator.onnx, …); choose a new or an empty folder`,
    }),
  );
  expect(readdirSync(path).toSorted()).toEqual(foreign);
  expect(readdirSync(join(path, 'samples'))).toEqual(['holiday.png']);
});

test('a run that is given up takes the folders along that it made, and nothing that others put there', async () => {
  const above = join(path, '../..');
  const lock = await lockNewRunFolder(path);
  const { discard } = await createRunFolder(path, {});
  await discard();
  await lock.release();
  expect(readdirSync(above)).toEqual([]);

  const again = await lockNewRunFolder(path);
  const second = await createRunFolder(path, {});
  writeFileSync(join(second.run.samples, 'mine.png'), 'png');
  writeFileSync(second.run.curves, 'svg');
  await second.discard();
  await again.release();
  expect(readdirSync(path).toSorted()).toEqual(['curves.svg', 'samples']);
  expect(readdirSync(second.run.samples)).toEqual(['mine.png']);
});

test('a locked run cannot be started, resumed or removed by another call', async () => {
  const lock = await lockNewRunFolder(path);
  const { run } = await createRunFolder(path, {});
  await expect(lockNewRunFolder(path)).rejects.toMatchObject({ code: 'in-use' });
  rmSync(run.metrics); // A start writes config.json first.
  await expect(lockNewRunFolder(path)).rejects.toMatchObject({ code: 'in-use' });
  await expect(removeRun(run, [])).rejects.toMatchObject({ code: 'in-use' });
  expect(existsSync(run.config)).toBe(true);
  await lock.release();
  await removeRun(run, []);
  expect(existsSync(path)).toBe(false);
});

test('a folder with the lock of a start that was killed is new', async () => {
  mkdirSync(path, { recursive: true });
  const ended = { id: randomUUID(), host: hostname(), space: await pidSpace(), pid: 2 ** 22 + 1 };
  const text = JSON.stringify({ ...ended, started: '1', since: '' });
  writeFileSync(join(path, '.ganport-lock'), text);
  const lock = await lockNewRunFolder(path);
  await createRunFolder(path, {});
  await lock.release();
  expect(readdirSync(path)).not.toContain('.ganport-lock');
});

const pidSpace = () => readlink('/proc/self/ns/pid').catch(() => '');

test('removing a run removes what ganport wrote and keeps what it did not', async () => {
  const { run } = await createRunFolder(path, {});
  await appendMetrics(run.metrics, row(100));
  await writeCheckpoint(run.checkpoint, checkpoint(100));
  writeFileSync(samplePath(run, 100), 'png');
  for (const file of [run.warnings, run.curves, run.generator]) writeFileSync(file, '');
  writeFileSync(join(path, 'notes.txt'), '');
  writeFileSync(join(run.samples, 'step-best.png'), '');
  await removeRun(run, ['generator']);
  expect(readdirSync(path).toSorted()).toEqual(['notes.txt', 'samples']);
  expect(readdirSync(run.samples)).toEqual(['step-best.png']);
  rmSync(join(path, 'notes.txt'));
  rmSync(join(run.samples, 'step-best.png'));
  await removeRun(run, ['generator']);
  expect(existsSync(path)).toBe(false);
});

test('a file in the place of the folder, or of a folder above it, is named', async () => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  await expect(createRunFolder(path, {})).rejects.toThrow(
    `${path}: cannot be written: a file is in the way`,
  );
  await expect(createRunFolder(join(path, 'run'), {})).rejects.toThrow(
    expect.objectContaining({ code: 'cannot-write' }),
  );
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('what is no run folder cannot be opened', async () => {
  await expect(openRunFolder(path)).rejects.toThrow(
    `${path}: not the folder of a run (no config.json)`,
  );
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.json'), '{');
  await expect(openRunFolder(path)).rejects.toThrow(/config\.json: not JSON/);
});

test('rewinding takes metrics and samples back to the last checkpoint', async () => {
  const { run } = await createRunFolder(path, {});
  for (const step of [100, 200, 300]) {
    await appendMetrics(run.metrics, row(step));
    writeFileSync(samplePath(run, step), 'png');
    if (step < 300) await writeCheckpoint(run.checkpoint, checkpoint(step));
  }
  expect(await rewindRunFolder(run)).toMatchObject({ header: { step: 200 }, damaged: [] });
  expect((await readMetrics(run.metrics)).map(({ step }) => step)).toEqual([100, 200]);
  expect(readdirSync(run.samples)).toEqual(['step-000100.png', 'step-000200.png']);
});

test('a damaged checkpoint never stays in place of a whole one', async () => {
  const { run } = await createRunFolder(path, {});
  const files = () => readdirSync(run.checkpoint).toSorted();
  await writeCheckpoint(run.checkpoint, checkpoint(100));
  writeFileSync(await writeCheckpoint(run.checkpoint, checkpoint(150)), 'x');
  mkdirSync(join(run.checkpoint, 'step-000160.safetensors'));
  expect(await rewindRunFolder(run)).toMatchObject({ header: { step: 100 } });
  expect(files()).toEqual(['step-000100.safetensors', 'step-000160.safetensors']);
  await writeCheckpoint(run.checkpoint, checkpoint(170));
  expect(files()).toEqual([100, 160, 170].map((step) => `step-000${step}.safetensors`));
});

test('without a checkpoint, rewinding goes back to the start', async () => {
  const { run } = await createRunFolder(path, {});
  await appendMetrics(run.metrics, row(1));
  writeFileSync(samplePath(run, 0), 'png');
  expect(await rewindRunFolder(run)).toBeUndefined();
  expect(await readMetrics(run.metrics)).toEqual([]);
  expect(readdirSync(run.samples)).toEqual([]);
});

test('a run killed while its folder was made can be rewound', async () => {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.json'), '{}');
  const { run } = await openRunFolder(path);
  expect(await rewindRunFolder(run)).toBeUndefined();
});

test('when every checkpoint is damaged, nothing is removed', async () => {
  const { run } = await createRunFolder(path, {});
  await appendMetrics(run.metrics, row(100));
  writeFileSync(await writeCheckpoint(run.checkpoint, checkpoint(50)), 'x');
  await expect(rewindRunFolder(run)).rejects.toThrow(/no checkpoint can be read/);
  expect(await readMetrics(run.metrics)).toHaveLength(1);
});

test('pipes and devices in place of the files of a run are refused at once', async () => {
  const { run } = await createRunFolder(path, { seed: 1 });
  rmSync(run.config);
  symlinkSync('/dev/zero', run.config);
  await expect(openRunFolder(path)).rejects.toThrow(
    'not the folder of a run (config.json: it is a device, not a regular file)',
  );
  rmSync(run.metrics);
  execFileSync('mkfifo', [run.metrics]);
  await expect(rewindRunFolder(run)).rejects.toThrow('metrics.jsonl: cannot be written');
});
