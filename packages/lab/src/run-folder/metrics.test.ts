import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { appendMetrics, readMetrics, truncateMetrics } from './metrics.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'test-')), 'metrics.jsonl');
});

const row = (step: number) => ({
  step,
  dLoss: 1.25,
  dAccuracy: 0.5,
  gLoss: 0.75,
  secondsPerStep: 0.3,
});

test('rows are appended as lines of JSON and read back, with the numbers a network adds', async () => {
  await appendMetrics(path, row(100));
  await appendMetrics(path, { ...row(200), gradientNorm: 3 });
  expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(
    '{"step":100,"dLoss":1.25,"dAccuracy":0.5,"gLoss":0.75,"secondsPerStep":0.3}',
  );
  expect(await readMetrics(path)).toEqual([row(100), { ...row(200), gradientNorm: 3 }]);
});

test('truncated to a step, a file continues as if it had never been longer', async () => {
  for (const step of [100, 200, 300]) await appendMetrics(path, row(step));
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, `${whole}{"step":400,"dLo`);
  await truncateMetrics(path, 250);
  await appendMetrics(path, row(300));
  expect(readFileSync(path, 'utf8')).toBe(whole);
  await truncateMetrics(path, 99);
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('NaN and infinity are refused before anything is written', async () => {
  await appendMetrics(path, row(100));
  const bad = appendMetrics(path, { ...row(200), gLoss: NaN });
  await expect(bad).rejects.toThrow(
    expect.objectContaining({
      code: 'not-finite',
      message: expect.stringMatching(/^step 200: gLoss is NaN/),
    }),
  );
  expect(await readMetrics(path)).toHaveLength(1);
});

test('a line that is no row is named', async () => {
  writeFileSync(path, `${JSON.stringify(row(1))}\n{"step":2}\n`);
  await expect(readMetrics(path)).rejects.toThrow(/metrics\.jsonl: line 2 is no row of metrics/);
  writeFileSync(path, 'step 1\n');
  await expect(truncateMetrics(path, 1)).rejects.toThrow(/line 1 is no row of metrics/);
  expect(readFileSync(path, 'utf8')).toBe('step 1\n');
});

test.skipIf(!existsSync('/dev/full'))('a full disk is reported', async () => {
  symlinkSync('/dev/full', path);
  await expect(appendMetrics(path, row(1))).rejects.toThrow(
    `${path}: cannot be written: the disk is full; free some space`,
  );
});

test('bytes that are no UTF-8 do not move the end of a row', async () => {
  const odd = Buffer.from(
    `${JSON.stringify({ ...row(100), x: 1 }).replace('"x"', '"\xff"')}\n`,
    'latin1',
  );
  writeFileSync(path, Buffer.concat([odd, Buffer.from(`${JSON.stringify(row(200))}\n`)]));
  await truncateMetrics(path, 100);
  expect(readFileSync(path)).toEqual(odd);
});

test('a pipe in place of the file is refused at once', async () => {
  execFileSync('mkfifo', [path]);
  await expect(readMetrics(path)).rejects.toThrow('it is a named pipe, not a regular file');
});
